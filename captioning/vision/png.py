"""PNG chunks: long texts are left out before decoding, and colour is read from cICP.

Pillow refuses a PNG whose text or profile is larger than a megabyte when unpacked, which design
programs write. None of that is needed to see the photo.
"""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LONGEST = 1 << 20  # bytes of an unpacked text or profile; Pillow's own limit
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start of the body and its length for each whole chunk of a PNG file."""
    place = len(SIGNATURE)
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        if place + 12 + length > len(data):
            return
        yield data[place + 4 : place + 8], place + 8, length
        place += 12 + length


def without_long_texts(data: bytes) -> bytes:
    """A PNG file without texts and profiles that unpack to more than `LONGEST` bytes.

    Args:
        data: The file; anything but a PNG is returned as it is.
    """
    if not data.startswith(SIGNATURE):
        return data
    kept: list[bytes] = []
    start, texts = 0, 0
    for kind, place, length in chunks(data):
        if kind in _TEXTS:
            size = _unpacked_size(kind, data[place : place + length])
            texts += size
            drop = size > LONGEST or texts > 16 * LONGEST
        else:
            drop = kind == b"iCCP" and _unpacked_size(kind, data[place : place + length]) > LONGEST
        if drop:
            kept.append(data[start : place - 8])
            start = place + length + 4
    return data if not start else b"".join([*kept, data[start:]])


def colour_numbers(data: bytes) -> tuple[int, int] | None:
    """Primaries and transfer function of a PNG's cICP chunk (ITU-T H.273), or None."""
    if not data.startswith(SIGNATURE):
        return None
    for kind, place, length in chunks(data):
        if kind == b"cICP" and length == 4:
            return data[place], data[place + 1]
        if kind == b"IDAT":
            return None
    return None


def _unpacked_size(kind: bytes, body: bytes) -> int:
    """Bytes that a text or profile unpacks to, counted up to just over `LONGEST`."""
    if kind == b"tEXt":
        return len(body)
    _, _, rest = body.partition(b"\0")
    packed = rest[1:]
    if kind == b"iTXt":
        if rest[:1] != b"\1":  # not compressed
            return len(body)
        _, _, after_language = rest[2:].partition(b"\0")
        _, _, packed = after_language.partition(b"\0")
    try:
        return len(zlib.decompressobj().decompress(packed, LONGEST + 1))
    except zlib.error:
        return len(body)
