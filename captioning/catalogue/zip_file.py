"""The table of contents of a zip, and its members, without trusting either.

Python's own reader gives up a whole archive for one name that is not the UTF-8 it claims to be, one
broken extra field or one newer version number, and a member whose two headers spell its name
differently. Real archives have all of these, so each entry is read by itself here; only the
unpacking is Python's. The format is described in
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO
from zlib import crc32

STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK")
"""First bytes of a zip, of an empty one, and of one that was once split."""

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_MOST_TABLE = 32 * 2**20  # bytes; a table of contents that is larger is not read
_UNICODE_PATH, _LARGE = 0x7075, 0x0001
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}


class BadZip(ValueError):
    """A zip or a part of it that cannot be read; the text is a sentence for its owner."""


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents.

    Attributes:
        name: The name's bytes.
        utf8: Whether the archive says that they are UTF-8.
        unicode_name: The name in UTF-8 that some programs add, for the bytes whose CRC it gives.
        start: Place of the member's header, in bytes.
        packed: Its packed size.
        size: Its size, as the archive says.
        crc: Its checksum.
        method: How it is packed.
        encrypted: Whether it has a password.
        mode: Unix file mode, or 0.
        folder: Whether it says that it is a folder; a name may say so too.
    """

    name: bytes
    utf8: bool
    unicode_name: bytes | None
    start: int
    packed: int
    size: int
    crc: int
    method: int
    encrypted: bool
    mode: int
    folder: bool

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return stat.S_ISLNK(self.mode)


def is_zip(start: bytes) -> bool:
    """Whether a file that begins with these bytes is a zip."""
    return start.startswith(STARTS)


def read_entries(file: BinaryIO) -> list[Entry]:
    """The table of contents.

    Raises:
        BadZip: There is none, as in an archive that was cut off.
    """
    table, shift = _table(file)
    return list(_entries(table, shift))


def read_member(file: BinaryIO, entry: Entry, most: int) -> bytes:
    """Unpacks a member, or its beginning.

    Args:
        file: The archive.
        entry: The member; the size it gives is not believed.
        most: Bytes that are unpacked at most.

    Raises:
        BadZip: The member is damaged, or packed by a method that cannot be unpacked.
    """
    if entry.method not in _METHODS:
        raise BadZip("It is packed by a method that is not supported: zip it again, with Deflate.")
    info = zipfile.ZipInfo("member")
    info.compress_type, info.CRC = entry.method, entry.crc
    info.compress_size, info.file_size = entry.packed, entry.size
    file.seek(entry.start)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise BadZip("This part of the zip is damaged: zip it again.")
    *_, name_length, extra_length = _LOCAL.unpack(header)
    file.seek(entry.start + _LOCAL.size + name_length + extra_length)
    try:
        with zipfile.ZipExtFile(file, "r", info) as member:
            return member.read(most)
    except Exception as error:  # what damaged data raises depends on how it was packed
        raise BadZip("This part of the zip is damaged: zip it again.") from error


def _table(file: BinaryIO) -> tuple[bytes, int]:
    """The table's bytes, and by how much all places are shifted by what precedes the archive."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size - 0xFFFF))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size:
        raise BadZip("This zip is damaged or incomplete: zip the photos again.")
    end = size - len(tail) + place
    *_, length, offset, _ = _END.unpack_from(tail, place)
    if 0xFFFFFFFF in (length, offset):
        end, length, offset = _large_table(file, end)
    start = end - length
    if start < 0 or start < offset or length > _MOST_TABLE:
        raise BadZip("This zip has a damaged table of contents: zip the photos again.")
    file.seek(start)
    return file.read(length), start - offset


def _large_table(file: BinaryIO, end: int) -> tuple[int, int, int]:
    """End, length and offset of the table in an archive with 64-bit places."""
    file.seek(max(0, end - _LOCATOR_64.size))
    locator = file.read(_LOCATOR_64.size)
    if len(locator) == _LOCATOR_64.size and locator.startswith(b"PK\x06\x07"):
        end -= _LOCATOR_64.size + _END_64.size
        file.seek(max(0, end))
        record = file.read(_END_64.size)
        if len(record) == _END_64.size and record.startswith(b"PK\x06\x06"):
            *_, length, offset = _END_64.unpack(record)
            return end, length, offset
    raise BadZip("This zip has a damaged table of contents: zip the photos again.")


def _entries(table: bytes, shift: int) -> Iterator[Entry]:
    stream = BytesIO(table)
    while len(header := stream.read(_ENTRY.size)) == _ENTRY.size and header[:4] == b"PK\x01\x02":
        (_, _, _, flags, method, _, _, crc, packed, size, name_length, extra_length,
         comment_length, _, _, attributes, start) = _ENTRY.unpack(header)  # fmt: skip
        name, extra = stream.read(name_length), stream.read(extra_length)
        stream.seek(comment_length, 1)
        fields = _extra_fields(extra)
        size, packed, start = _large(fields.get(_LARGE, b""), size, packed, start)
        yield Entry(
            name=name,
            utf8=bool(flags & 0x800),
            unicode_name=_unicode_name(name, fields.get(_UNICODE_PATH, b"")),
            start=start + shift,
            packed=packed,
            size=size,
            crc=crc,
            method=method,
            encrypted=bool(flags & 0x1),
            mode=attributes >> 16,
            folder=stat.S_ISDIR(attributes >> 16) or bool(attributes & 0x10 and not size),
        )


def _extra_fields(extra: bytes) -> dict[int, bytes]:
    fields: dict[int, bytes] = {}
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        fields.setdefault(kind, extra[4 : 4 + length])
        extra = extra[4 + length :]
    return fields


def _large(field: bytes, *values: int) -> list[int]:
    """Size, packed size and place; those that need 64 bits stand in a field, in this order."""
    numbers = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
    return [next(numbers, value) if value == 0xFFFFFFFF else value for value in values]


def _unicode_name(name: bytes, field: bytes) -> bytes | None:
    if len(field) > 5 and field[0] == 1 and struct.unpack_from("<L", field, 1)[0] == crc32(name):
        return field[5:]
    return None
