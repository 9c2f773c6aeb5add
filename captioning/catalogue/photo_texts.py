"""Alt texts within photos, where programs for pictures look for them.

The alt text goes into `AltTextAccessibility` of IPTC Core and, where a photo has no description
yet, into `dc:description`, both in XMP and in several languages
(https://iptc.org/std/photometadata/specification/IPTC-PhotoMetadata). pyexiv2 writes them and
leaves the picture alone; it is not thread-safe, so one photo is written at a time.
"""

import threading
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image

from captioning.vision.photos import FORMATS

CAN_CARRY = "JPEG, PNG, WebP, TIFF and JPEG 2000"
"""Kinds of files that the texts can be written into."""

_ALT, _DESCRIPTION = "Xmp.iptc.AltTextAccessibility", "Xmp.dc.description"
_DEFAULT = "x-default"
_EMPTY = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'
)
_ONE_AT_A_TIME = threading.Lock()


class TextsNotWritten(ValueError):
    """Texts that could not be written into a photo; the text is a sentence about "it"."""


class NoWriter(RuntimeError):
    """The package that writes into photos is not installed; the text is one sentence."""


def with_texts(photo: bytes, texts: Mapping[str, str], replace: bool = False) -> bytes:
    """A photo's file with alt texts.

    Args:
        photo: The file.
        texts: By the code of a language; the first is also the default.
        replace: Whether an alt text that the photo has gives way; a description always stays.

    Returns:
        The file, with the same picture, profile and other metadata.

    Raises:
        TextsNotWritten: Its kind cannot carry them, or the picture would not be the same.
        NoWriter: pyexiv2 is missing.
    """
    written = _written(photo, texts, replace)
    if not _same_pictures(photo, written):
        raise TextsNotWritten("It was left as it is: writing into it would change the picture.")
    return written


def sidecar(texts: Mapping[str, str], before: bytes | None = None, replace: bool = False) -> bytes:
    """An XMP file with alt texts, to lie next to a photo of any kind.

    Args:
        texts: As for `with_texts`.
        before: The XMP file that is there already.
        replace: As for `with_texts`.

    Raises:
        TextsNotWritten: The file that is there is no XMP.
        NoWriter: pyexiv2 is missing.
    """
    return _written(before or _EMPTY, texts, replace)


def read_texts(content: bytes) -> dict[str, str]:
    """The alt texts of a photo or an XMP file, by the code of their language.

    Raises:
        NoWriter: pyexiv2 is missing.
    """
    pyexiv2 = _pyexiv2()
    with _ONE_AT_A_TIME:
        try:
            with pyexiv2.ImageData(content) as image:
                return _languages(image.read_xmp().get(_ALT))
        except RuntimeError:
            return {}


def _written(content: bytes, texts: Mapping[str, str], replace: bool) -> bytes:
    pyexiv2 = _pyexiv2()
    with _ONE_AT_A_TIME:
        try:
            with pyexiv2.ImageData(content) as image:
                before = image.read_xmp()
                changes = {_ALT: _joined(before.get(_ALT), texts, replace)}
                changes[_DESCRIPTION] = _joined(before.get(_DESCRIPTION), texts, False)
                image.modify_xmp(changes)
                return bytes(image.get_bytes())
        except (RuntimeError, ValueError) as error:
            raise TextsNotWritten(
                f"It cannot carry texts, as {CAN_CARRY} can: write them next to it with --sidecar."
            ) from error


def _joined(present: Any, texts: Mapping[str, str], replace: bool) -> dict[str, str]:
    """Languages that are there and new ones, as pyexiv2 takes them, the default first."""
    before = _languages(present)
    default = next(iter(texts.values()))
    new = {_DEFAULT: default, **texts}
    joined = before | new if replace else new | before
    order = [_DEFAULT, *(code for code in joined if code != _DEFAULT)]
    return {f'lang="{code}"': joined[code] for code in order}


def _languages(present: Any) -> dict[str, str]:
    """A text in several languages as pyexiv2 reads it, a plain text being the default."""
    if isinstance(present, Mapping):
        return {key.removeprefix('lang="').rstrip('"'): str(text) for key, text in present.items()}
    return {_DEFAULT: str(present)} if present else {}


def _same_pictures(one: bytes, other: bytes) -> bool:
    """Whether two files have the same frames, to the pixel, and the same profile."""
    try:
        with (
            Image.open(BytesIO(one), formats=FORMATS) as first,
            Image.open(BytesIO(other), formats=FORMATS) as second,
        ):
            return _same(first, second)
    except Exception:  # decoders raise nearly anything on damaged data
        return False


def _same(first: Image.Image, second: Image.Image) -> bool:
    count = getattr(first, "n_frames", 1)
    if count != getattr(second, "n_frames", 1):
        return False
    for frame in range(count):
        first.seek(frame)
        second.seek(frame)
        if (first.size, first.mode) != (second.size, second.mode):
            return False
        if first.tobytes() != second.tobytes():
            return False
    return first.info.get("icc_profile") == second.info.get("icc_profile")


def _pyexiv2() -> Any:
    try:
        import pyexiv2
    except (ImportError, OSError) as error:  # OSError: the system is too old for its library
        raise NoWriter(
            'Texts are written into photos by pyexiv2: run pip install "pyexiv2==2.16.0" first.'
        ) from error
    pyexiv2.set_log_level(4)
    return pyexiv2
