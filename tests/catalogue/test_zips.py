"""Zips as the programs of many countries write them: names, folders, and parts that are broken."""

import io
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from captioning.catalogue.zip_contents import ZipLimits, zip_contents
from captioning.catalogue.zip_file import BadZip
from captioning.catalogue.zip_names import code_page
from captioning.vision.photos import UnreadablePhoto

LIMITS = ZipLimits()


def jpeg() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (20, 20), "gold").save(stream, "JPEG")
    return stream.getvalue()


JPEG = jpeg()


def write(
    file: Path,
    names: list[bytes],
    *,
    flags: int = 0,
    local_flags: int | None = None,
    extra: bytes = b"",
    version: int = 20,
    method: int = 0,
    attributes: int = 0,
) -> Path:
    """A zip written by hand, since zipfile writes no wrong ones."""
    data, table = b"", b""
    for name in names:
        content = b"" if name.endswith((b"/", b"\\")) else JPEG
        crc, size = zlib.crc32(content), len(content)
        start = len(data)
        own = flags if local_flags is None else local_flags
        data += struct.pack("<4s5H3L2H", b"PK\3\4", version, own, method, 0, 33, crc, size, size,
                            len(name), 0) + name + content  # fmt: skip
        table += struct.pack(
            "<4s6H3L5H2L",
            b"PK\1\2",
            version,
            version,
            flags,
            method,
            0,
            33,
            crc,
            size,
            size,
            len(name),
            len(extra),
            0,
            0,
            0,
            attributes,
            start,
        )
        table += name + extra
    count = len(names)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(table), len(data), 0)
    file.write_bytes(data + table + end)
    return file


def found(file: Path) -> list[str]:
    contents = zip_contents(file, LIMITS)
    assert all(photo.load().size == (20, 20) for photo in contents.photos)
    return [photo.name for photo in contents.photos]


def nfd(name: str) -> bytes:
    return unicodedata.normalize("NFD", name).encode()


NAMES = ["Schmuck/Ohrstecker grün.jpg", "Schmuck/bague émeraude.jpg", "Schmuck/指輪.jpg"]


@pytest.mark.parametrize("flags", [0, 0x800])
def test_the_finders_names_are_utf8_with_the_flag_or_without(tmp_path, flags):
    other = [nfd("Schmuck/.DS_Store"), nfd("__MACOSX/Schmuck/._bague émeraude.jpg")]
    file = write(tmp_path / "mac.zip", [*map(nfd, NAMES), *other], flags=flags)
    assert found(file) == NAMES  # composed
    assert zip_contents(file, LIMITS).system == 2


def test_backslashes_are_folders(tmp_path):
    names = [
        b"Rings\\",
        b"Rings\\Ruby ring.JPG",
        b"Rings\\Thumbs.db",
        b"Rings\\desktop.ini",
        b"Rings\\Old\\",
        b"Rings\\Old\\a.jpg",
        b"@eaDir\\a.jpg\\SYNOPHOTO_THUMB_M.jpg",
    ]
    file = write(tmp_path / "win.zip", names)
    assert found(file) == ["Rings/Ruby ring.JPG", "Rings/Old/a.jpg"]
    assert (zip_contents(file, LIMITS).system, zip_contents(file, LIMITS).left_out) == (3, ())


GROUPS = {
    "cp437": ["Schmuck/Ohrstecker grün.jpg", "bague émeraude.jpg", "Anhänger Größe 5.jpg"],
    "cp850": ["øreringe sølv.jpg", "Diseño Áncora.jpg", "anéis de coração.jpg"],
    "cp852": ["zlaté náušnice.jpg", "stříbrný prsten.jpg", "pierścionek złoty.jpg"],
    "cp857": ["gümüş yüzük.jpg", "altın küpe.jpg", "taşlı yüzüğü.jpg"],
    "cp866": ["кольцо.jpg", "Серьги золотые.jpg", "БРАСЛЕТ.jpg"],
    "cp737": ["δαχτυλίδι.jpg", "χρυσό κολιέ.jpg"],
    "cp1251": ["кольцо.jpg", "Серьги золотые.jpg", "БРАСЛЕТ.jpg"],
    "cp1252": ["grün.jpg", "bague émeraude.jpg", "Anhänger – groß.jpg", "women’s ring.jpg"],
    "cp1253": ["δαχτυλίδι.jpg", "χρυσό κολιέ.jpg"],
    "cp932": ["指輪.jpg", "ネックレス/真珠.jpg", "SVリング 18金.jpg", "ソ.jpg"],
    "gbk": ["戒指.jpg", "项链/金镯子.jpg", "珍珠耳环.jpg"],
    "big5": ["戒指.jpg", "項鍊/珍珠耳環.jpg"],
    "euc_kr": ["반지.jpg", "금 목걸이.jpg", "K반지.jpg"],
}


@pytest.mark.parametrize("page", GROUPS)
def test_names_in_the_code_page_of_a_country(tmp_path, page):
    file = write(tmp_path / "old.zip", [name.encode(page) for name in GROUPS[page]])
    assert found(file) == GROUPS[page]


def test_names_in_several_encodings(tmp_path):
    names = [nfd("Ohrstecker grün.jpg"), "Größe.jpg".encode("cp850"), b"plain.jpg"]
    assert found(write(tmp_path / "a.zip", names)) == [
        "Ohrstecker grün.jpg",
        "Größe.jpg",
        "plain.jpg",
    ]
    assert code_page([b"plain.jpg"]) == code_page([]) == "cp437"


def test_a_name_that_is_not_the_utf8_it_claims_to_be_stops_nothing(tmp_path):
    names = ["grün.jpg".encode("cp437"), b"a.jpg"]
    file = write(tmp_path / "a.zip", names, flags=0x800)
    with pytest.raises(UnicodeDecodeError):
        zipfile.ZipFile(file)
    assert found(file) == ["grün.jpg", "a.jpg"]


def test_a_name_beside_the_name(tmp_path):
    name = "grün.jpg".encode("cp1253", "replace")
    field = struct.pack("<BL", 1, zlib.crc32(name)) + "grün.jpg".encode()
    good = struct.pack("<HH", 0x7075, len(field)) + field
    assert found(write(tmp_path / "a.zip", [name], extra=good)) == ["grün.jpg"]
    stale = good.replace(struct.pack("<L", zlib.crc32(name)), b"\0\0\0\0")  # of another name
    assert found(write(tmp_path / "b.zip", [name], extra=stale)) == ["gr?n.jpg"]


@pytest.mark.parametrize(
    "fault",
    [{"local_flags": 0x800}, {"extra": b"\x75\x70\xff\xff!"}, {"extra": b"!!!"}, {"version": 99}],
)
def test_faults_that_stop_other_readers_stop_nothing(tmp_path, fault):
    assert found(write(tmp_path / "a.zip", [b"gr\x81n.jpg", b"a.jpg"], **fault)) == [
        "grün.jpg",
        "a.jpg",
    ]


def test_control_characters_are_shown_escaped(tmp_path):
    assert found(write(tmp_path / "a.zip", [b"a\n\x1b[31m.jpg"])) == ["a%0A%1B[31m.jpg"]


def test_what_precedes_and_follows_an_archive(tmp_path):
    file = write(tmp_path / "a.zip", [b"a.jpg"])
    file.write_bytes(b"#!/bin/sh stub" + file.read_bytes())
    assert found(file) == ["a.jpg"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2,
                                    zipfile.ZIP_LZMA])  # fmt: skip
def test_every_method_that_python_unpacks(tmp_path, method):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", method) as archive:
        archive.writestr("a.jpg", JPEG)
        with archive.open(zipfile.ZipInfo("b.jpg"), "w", force_zip64=True) as member:
            member.write(JPEG)
    assert found(tmp_path / "a.zip") == ["a.jpg", "b.jpg"]


def test_an_unknown_method_is_said_to_be_one(tmp_path):
    (photo,) = zip_contents(write(tmp_path / "a.zip", [b"a.jpg"], method=9), LIMITS).photos
    with pytest.raises(UnreadablePhoto, match="packed by a method that is not supported"):
        photo.load()


def test_an_archive_with_64_bit_places(tmp_path):
    file = write(tmp_path / "a.zip", [b"a.jpg", b"b.jpg"])
    content = file.read_bytes()
    *_, length, offset, _ = struct.unpack("<4s4H2LH", content[-22:])
    end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 2, 2, length, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(content) - 22, 1)
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    file.write_bytes(content[:-22] + end + locator + last)
    assert zipfile.ZipFile(file).namelist() == found(file) == ["a.jpg", "b.jpg"]
    file.write_bytes(content[:-22] + end[:20] + locator + last)
    with pytest.raises(BadZip, match="damaged table"):
        zip_contents(file, LIMITS)


@pytest.mark.parametrize("keep", [0, 10, 200, -10])
def test_an_archive_that_was_cut_off(tmp_path, keep):
    file = write(tmp_path / "a.zip", [b"a.jpg", b"b.jpg"])
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(BadZip, match="damaged or incomplete: zip the photos again"):
        zip_contents(file, LIMITS)


def test_any_damage_is_a_sentence_or_a_photo(tmp_path):
    whole = write(tmp_path / "a.zip", [b"a.jpg", b"b.txt"]).read_bytes()
    for place in range(0, len(whole), 7):
        file = tmp_path / "b.zip"
        file.write_bytes(whole[:place] + b"\xff\x00\xff" + whole[place + 3 :])
        try:
            for photo in zip_contents(file, LIMITS).photos:
                photo.load()
        except (BadZip, UnreadablePhoto) as error:
            assert str(error).endswith(".")
