"""Alt texts in photos: they are read back, and the picture and all else is as it was."""

import io
import json
import shutil
import subprocess
import threading

import numpy as np
import pytest
from PIL import Image, ImageCms

from captioning.catalogue import photo_texts
from captioning.catalogue.folder_contents import folder_contents
from captioning.catalogue.photo_texts import (
    NoWriter,
    TextsNotWritten,
    read_texts,
    sidecar,
    with_texts,
)
from captioning.catalogue.photo_writing import ORIGINALS, Place, write_into_photos
from captioning.catalogue.standing import folder_standing
from captioning.data.digest import digest
from captioning.data.metadata import METADATA

pytest.importorskip("pyexiv2", reason="has no wheel for this system")

TEXTS = {"en": 'A "gold" ring & <pearl>', "tr": "Gümüş ışıltılı yüzük"}
READ = {"x-default": TEXTS["en"], **TEXTS}
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-synt'
    b'ax-ns#"><rdf:Description rdf:about="" xmlns:my="http://my.example/1/" xmlns:dc="http://purl.o'
    b'rg/dc/elements/1.1/"><my:thing>kept</my:thing><dc:description><rdf:Alt><rdf:li xml:lang="x-de'
    b'fault">A photographer wrote this</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:R'
    b"DF></x:xmpmeta>"
)


def picture(seed: int = 0) -> Image.Image:
    rng = np.random.default_rng(seed)
    return Image.fromarray(rng.integers(0, 256, (48, 64, 3), dtype=np.uint8))


def file(kind: str, **options) -> bytes:
    stream = io.BytesIO()
    picture().save(stream, kind, **options)
    return stream.getvalue()


def described() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x8298] = 6, "Nord"  # orientation, copyright
    return exif


FILES = {
    "jpeg": ("JPEG", {"icc_profile": PROFILE, "exif": described(), "comment": b"mine"}),
    "jpeg-with-xmp": ("JPEG", {"xmp": XMP, "progressive": True}),
    "mpo": ("MPO", {"save_all": True, "append_images": [picture(1)]}),
    "png": ("PNG", {"icc_profile": PROFILE, "exif": described()}),
    "apng": ("PNG", {"save_all": True, "append_images": [picture(1)]}),
    "webp": ("WEBP", {"icc_profile": PROFILE, "exif": described()}),
    "webp-animated": ("WEBP", {"save_all": True, "append_images": [picture(1)]}),
    "tiff": ("TIFF", {"icc_profile": PROFILE, "save_all": True, "append_images": [picture(1)]}),
    "tiff-lzw": ("TIFF", {"compression": "tiff_lzw"}),
    "jpeg2000": ("JPEG2000", {}),
}


def frames(content: bytes) -> list[np.ndarray]:
    with Image.open(io.BytesIO(content)) as image:
        found = []
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            found.append(np.asarray(image.convert("RGB")).copy())
        return found


@pytest.fixture(scope="module")
def tags(tmp_path_factory) -> dict[str, dict[str, str]]:
    """What exiftool reads of every file, before and after; it starts slowly, so it starts once."""
    if not shutil.which("exiftool"):
        return {}
    folder = tmp_path_factory.mktemp("tags")
    for name, (kind, options) in FILES.items():
        before = file(kind, **options)
        (folder / f"{name}.before").write_bytes(before)
        (folder / f"{name}.after").write_bytes(with_texts(before, TEXTS))
    command = ["exiftool", "-json", "-a", "-G1", "-charset", "utf8", *map(str, folder.iterdir())]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return {one.pop("SourceFile").rpartition("/")[2]: one for one in found}


MOVED = ("System:", "ExifByteOrder", "Offset", "MPImageStart", "WebP_Flags")


@pytest.mark.parametrize("name", FILES)
def test_the_picture_is_the_same_and_the_texts_are_read_back(name, tags):
    kind, options = FILES[name]
    before = file(kind, **options)
    after = with_texts(before, TEXTS)
    assert read_texts(after) == READ
    assert len(frames(before)) == len(frames(after))
    assert all(map(np.array_equal, frames(before), frames(after)))
    if not tags:
        return
    first, second = (
        {key: value for key, value in tags[f"{name}.{when}"].items()
         if not any(part in key for part in MOVED)}
        for when in ("before", "after")
    )  # fmt: skip
    alt = "XMP-iptcCore:AltTextAccessibility"
    assert second[alt] == TEXTS["en"] and second[f"{alt}-tr"] == TEXTS["tr"]
    new = {key for key in second if key not in first}
    assert all("AltText" in key or "Description" in key or "XMPToolkit" in key for key in new)
    assert {key: second.get(key) for key in first} == first


def test_what_a_person_wrote_stays():
    after = with_texts(file("JPEG", xmp=XMP), TEXTS)
    assert b"A photographer wrote this" in after and b"kept" in after
    again = with_texts(after, {"en": "Another", "de": "Ein Ring"})
    assert read_texts(again) == READ | {"de": "Ein Ring"}
    replaced = read_texts(with_texts(after, {"en": "Another"}, replace=True))
    assert replaced == {"x-default": "Another", "en": "Another", "tr": TEXTS["tr"]}


@pytest.mark.parametrize("kind", ["GIF", "BMP", "HEIF", "AVIF"])
def test_kinds_that_cannot_carry_texts_are_said(kind):
    with pytest.raises(TextsNotWritten, match=r"It cannot carry texts, as JPEG.*--sidecar"):
        with_texts(file(kind), TEXTS)


def test_a_photo_that_would_change_is_left(monkeypatch):
    monkeypatch.setattr(
        photo_texts, "_written", lambda photo, *_: file("PNG", compress_level=0)[:-99]
    )
    with pytest.raises(TextsNotWritten, match="would change the picture"):
        with_texts(file("PNG"), TEXTS)


def test_a_sidecar_is_written_and_grows():
    first = sidecar({"en": "A ring"})
    assert read_texts(first) == {"x-default": "A ring", "en": "A ring"}
    assert read_texts(sidecar(TEXTS, first))["tr"] == TEXTS["tr"]
    assert b"kept" in sidecar(TEXTS, XMP)
    with pytest.raises(TextsNotWritten):
        sidecar(TEXTS, b"no xmp")


def test_several_threads_may_write():
    photos = [file("JPEG"), file("PNG")] * 8
    done: list[bytes] = []
    threads = [
        threading.Thread(target=lambda one=photo: done.append(with_texts(one, TEXTS)))
        for photo in photos
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [read_texts(one) for one in done] == [READ] * 16


def test_without_the_package_a_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyexiv2", None)
    with pytest.raises(NoWriter, match=r'pip install "pyexiv2=='):
        with_texts(file("PNG"), TEXTS)


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    (folder / "rings").mkdir(parents=True)
    (folder / "rings/a.jpg").write_bytes(file("JPEG"))
    (folder / "rings/a.png").write_bytes(file("PNG"))
    (folder / "b.gif").write_bytes(file("GIF"))
    return folder


NAMES = dict.fromkeys(["rings/a.jpg", "rings/a.png", "b.gif", "https://c/away.jpg"], TEXTS)


def test_copies_leave_the_folder_as_it_is(shop, tmp_path):
    before = {path: path.read_bytes() for path in shop.rglob("*.*")}
    done = list(write_into_photos(shop, NAMES, Place.COPIES, tmp_path / "out"))
    assert [(one.name, bool(one.reason)) for one in done] == [
        ("rings/a.jpg", False), ("rings/a.png", False), ("b.gif", True),
    ]  # fmt: skip
    assert read_texts((tmp_path / "out/rings/a.jpg").read_bytes()) == READ
    assert {path: path.read_bytes() for path in shop.rglob("*.*")} == before


def test_sidecars_lie_next_to_every_kind_of_photo(shop):
    assert not any(one.reason for one in write_into_photos(shop, NAMES, Place.SIDECAR))
    names = {path.relative_to(shop).as_posix() for path in shop.rglob("*.xmp")}
    assert names == {"b.xmp", "rings/a.jpg.xmp", "rings/a.png.xmp"}
    assert read_texts((shop / "b.xmp").read_bytes()) == READ


def test_in_place_keeps_the_first_photo_out_of_sight(shop):
    original = (shop / "rings/a.jpg").read_bytes()
    names = [photo.name for photo in folder_contents(shop).photos]
    for text in ("One", "Two"):
        list(write_into_photos(shop, {"rings/a.jpg": {"en": text}}, Place.IN_PLACE, replace=True))
    assert read_texts((shop / "rings/a.jpg").read_bytes())["en"] == "Two"
    assert (shop / ORIGINALS / "rings/a.jpg").read_bytes() == original
    assert [photo.name for photo in folder_contents(shop).photos] == names


def test_photos_written_in_place_do_not_count_as_replaced(shop):
    names = ("rings/a.jpg", "rings/a.png", "b.gif")
    lines = [
        {"file_name": name, "captions": ["a ring"], "sku": "A-7",
         "described": {"captions": ["a ring"], "photo": digest(shop / name)}}
        for name in names
    ]  # fmt: skip
    lines[1]["described"]["photo"] = "0" * 32  # replaced before
    (shop / METADATA).write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    gif = (shop / METADATA).read_bytes().splitlines()[2]
    list(write_into_photos(shop, NAMES, Place.IN_PLACE))
    assert folder_standing(shop, names).changed == ("rings/a.png",)
    after = (shop / METADATA).read_bytes().splitlines()
    assert json.loads(after[0])["sku"] == "A-7" and after[2] == gif
    (shop / "rings/a.jpg").rename(shop / "rings/new.jpg")
    assert "rings/new.jpg" in folder_standing(shop, ("rings/new.jpg", *names[1:])).renamed
    array = json.dumps(lines, indent=1).encode()
    (shop / METADATA).write_bytes(array)
    list(write_into_photos(shop, NAMES, Place.IN_PLACE, replace=True))
    assert (shop / METADATA).read_bytes() == array  # a person's form stays
