"""Boxes of HEIC and AVIF files (ISO base media): the colour numbers of the main picture.

Pillow 12.3 says nothing of an AVIF's colour numbers; a profile it does hand over.
"""

import struct
from collections.abc import Iterator

_CONTAINERS = {b"meta": 4, b"iprp": 0, b"ipco": 0}  # bytes before the first inner box


def colour_numbers(data: bytes) -> tuple[int, int] | None:
    """Primaries and transfer function of the main picture (ITU-T H.273), or None.

    Args:
        data: The file; anything without such boxes gives None.
    """
    try:
        return _numbers(data)
    except (struct.error, IndexError):  # a damaged box; the decoder has its own opinion
        return None


def _numbers(data: bytes) -> tuple[int, int] | None:
    found = dict(_boxes(data, 0, len(data)))
    if b"meta" not in found:
        return None
    inner = dict(_boxes(data, *found[b"meta"]))
    if b"iprp" not in inner:
        return None
    properties = dict(_boxes(data, *inner[b"iprp"]))
    if b"ipco" not in properties:
        return None
    listed = list(_boxes(data, *properties[b"ipco"]))
    chosen = _main_properties(data, inner, properties)
    for number, (kind, (start, end)) in enumerate(listed, start=1):
        of_main = chosen is None or number in chosen
        if kind == b"colr" and of_main and data[start : start + 4] == b"nclx" and end >= start + 8:
            return struct.unpack_from(">HH", data, start + 4)
    return None


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Kind, and start and end of the body, of each box in a stretch of a file."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, start + 8)
            head = 16
        stop = end if size == 0 else start + size
        if stop > end or stop < start + head:
            return
        yield kind, (start + head + _CONTAINERS.get(kind, 0), stop)
        start = stop


def _main_properties(
    data: bytes,
    inner: dict[bytes, tuple[int, int]],
    properties: dict[bytes, tuple[int, int]],
) -> set[int] | None:
    """Numbers, from 1, of the properties of the main picture; None where the file names none."""
    if b"pitm" not in inner or b"ipma" not in properties:
        return None
    place = inner[b"pitm"][0]
    (main,) = struct.unpack_from(">I" if data[place] else ">H", data, place + 4)
    start = properties[b"ipma"][0]
    wide, long = data[start] > 0, data[start + 3] & 1
    (items,) = struct.unpack_from(">I", data, start + 4)
    place = start + 8
    for _ in range(items):
        (item,) = struct.unpack_from(">I" if wide else ">H", data, place)
        place += 4 if wide else 2
        count, place = data[place], place + 1
        size = 2 if long else 1
        links = [data[place + size * n : place + size * (n + 1)] for n in range(count)]
        place += size * count
        if item == main:
            mask = 0x7FFF if long else 0x7F
            return {int.from_bytes(link, "big") & mask for link in links}
    return None
