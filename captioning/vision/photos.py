"""The one decoder of photo files: bounded before decoding, upright, opaque on white, RGB.

The app, the command line, training and indexing all use `load_photo`, so that a phone's HEIC, a
scanner's CMYK TIFF and a web shop's transparent PNG reach the models in the same form.
"""

import re
import warnings
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pillow_heif
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()
# Pillow warns about odd headers and sizes; `load_photo` decides whether the photo can be used.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

MAX_PIXELS = 40_000_000
MAX_BYTES = 20 * 1024 * 1024

# Only these are tried; MPO opens as JPEG. EPS and WMF are left out because Pillow runs other
# programs to read them.
FORMATS = (
    "JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP", "DIB", "JPEG2000", "ICO",
    "ICNS", "TGA", "PPM", "PCX", "SGI", "QOI", "DDS", "IM", "MSP", "XBM", "PSD", "BLP", "SPIDER",
)  # fmt: skip
SUPPORTED = "JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF or BMP"

# First bytes of files that Pillow refuses, for a more precise error.
_PHOTO_STARTS = re.compile(
    rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|II\*\0|MM\0\*|BM|\0\0\0\x0cjP"
    rb"|....ftyp(?:hei[cfmsx]|hev[cmsx]|mif1|msf1|avi[fs])",
    re.DOTALL,
)
_OTHER_KINDS = (
    ("PDF document", re.compile(rb"\s*%PDF")),
    ("PostScript file", re.compile(rb"\s*%!PS|\xc5\xd0\xd3\xc6")),
    ("SVG drawing", re.compile(rb"\s*(<\?xml.{0,1000}?)?<svg", re.DOTALL)),
    ("web page", re.compile(rb"\s*<(!doctype )?html", re.IGNORECASE)),
    ("video", re.compile(rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI |\0\0\x01\xba", re.DOTALL)),
    ("Windows metafile", re.compile(rb"\xd7\xcd\xc6\x9a|\x01\0\0\0.{36} EMF", re.DOTALL)),
    ("ZIP archive", re.compile(rb"PK\x03\x04")),
)
# Width and height of the PNG or JPEG 2000 pictures inside an icon file: Pillow decodes them while
# it opens the file, before it can report a size.
_ICON_SIZES = re.compile(rb"(?:IHDR|ihdr)(.{4})(.{4})", re.DOTALL)


class UnreadablePhoto(ValueError):
    """A photo that cannot be used; the text is a sentence for the person who sent it."""


def load_photo(
    source: str | Path | bytes | BinaryIO | Image.Image,
    *,
    max_pixels: int = MAX_PIXELS,
    max_bytes: int = MAX_BYTES,
) -> Image.Image:
    """Decode whatever people upload into an upright, opaque RGB photo.

    Args:
        source: A path, the file's bytes, a binary stream, or an already opened picture.
        max_pixels: Largest width x height accepted; checked before any pixel is decoded.
        max_bytes: Largest file accepted, in bytes; checked before the file is read.

    Returns:
        A new RGB image: EXIF orientation applied, transparency laid on white, CMYK, 16 bit,
        palette and greyscale converted, the first frame of an animation.

    Raises:
        UnreadablePhoto: The photo is missing, empty, too large, not a picture, damaged or of an
            unsupported kind. The text is a sentence that names the file without its folder.
    """
    if isinstance(source, Image.Image):
        return _finish(source, "The photo", max_pixels)
    name, data = _read(source, max_bytes)
    with _open(data, name, max_pixels) as picture:
        return _finish(picture, name, max_pixels)


def _read(source: str | Path | bytes | BinaryIO, max_bytes: int) -> tuple[str, bytes]:
    """The photo's bare name and its bytes, at most `max_bytes` of them."""
    if isinstance(source, bytes | bytearray | memoryview):
        name, data = "The photo", bytes(source)
    elif isinstance(source, str | Path):
        path = Path(source)
        name, data = path.name or "The photo", _read_file(path, max_bytes)
    elif hasattr(source, "read"):
        name, data = "The photo", _read_stream(source, max_bytes)
    else:
        raise UnreadablePhoto("No photo was given: choose a photo file.")
    if not data:
        raise UnreadablePhoto(f"{name} is empty: choose another file.")
    if len(data) > max_bytes:
        raise UnreadablePhoto(_too_heavy(name, max_bytes))
    return name, data


def _read_file(path: Path, max_bytes: int) -> bytes:
    name = path.name or "The photo"
    try:
        if path.is_dir():
            raise UnreadablePhoto(f"{name} is a folder: give the photos in it instead.")
        if not path.is_file():
            raise UnreadablePhoto(f"There is no photo {name}: check the name and the folder.")
        if path.stat().st_size > max_bytes:
            raise UnreadablePhoto(_too_heavy(name, max_bytes))
        with path.open("rb") as stream:
            return stream.read(max_bytes + 1)
    except UnreadablePhoto:
        raise
    except (OSError, ValueError) as error:  # no permission; a name that no file can have
        raise UnreadablePhoto(f"{name} cannot be read: check the name and its rights.") from error


def _read_stream(stream: BinaryIO, max_bytes: int) -> bytes:
    try:
        data = stream.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise UnreadablePhoto("The photo cannot be read: send it again.") from error
    if not isinstance(data, bytes):
        raise UnreadablePhoto("The photo was opened as text: open it in binary mode.")
    return data


def _open(data: bytes, name: str, max_pixels: int) -> Image.Image:
    """Parse the header only; pixels are decoded after the size has been checked."""
    if data[:4] in (b"\0\0\1\0", b"icns"):
        for width, height in _ICON_SIZES.findall(data):
            _check_size(_number(width), _number(height), name, max_pixels)
    try:
        return Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadablePhoto(_too_many_pixels(name, max_pixels)) from error
    except Exception as error:  # a malformed header makes decoders raise nearly anything
        raise UnreadablePhoto(_not_opened(data, name)) from error


def _finish(picture: Image.Image, name: str, max_pixels: int) -> Image.Image:
    _check_size(*picture.size, name, max_pixels)
    try:
        picture.load()
    except Exception as error:  # decoders raise nearly anything on damaged data
        raise UnreadablePhoto(_damaged(name)) from error
    _check_size(*picture.size, name, max_pixels)  # some kinds learn their size while decoding
    try:
        return _to_rgb(_upright(picture))
    except Exception as error:
        raise UnreadablePhoto(f"{name} has colours that are not understood: {_REMEDY}") from error


def _check_size(width: int, height: int, name: str, max_pixels: int) -> None:
    if width < 1 or height < 1:
        raise UnreadablePhoto(f"{name} has no pixels: choose another photo.")
    if width * height > max_pixels:
        raise UnreadablePhoto(_too_many_pixels(name, max_pixels, (width, height)))


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # broken EXIF is common, and the pixels may still be good
        return picture


def _to_rgb(picture: Image.Image) -> Image.Image:
    if picture.mode in ("I", "F") or picture.mode.startswith("I;"):
        return _to_8_bit(picture).convert("RGB")
    if picture.mode == "La":  # premultiplied grey converts to nothing else
        picture = picture.convert("LA")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return picture.convert("RGB")


def _to_8_bit(picture: Image.Image) -> Image.Image:
    """Scale 16 and 32 bit grey to 8 bit; Pillow would clip it to white."""
    grey = np.nan_to_num(np.asarray(picture, dtype=np.float32), posinf=0.0, neginf=0.0)
    top = float(grey.max())
    if picture.mode.startswith("I;") or 255 < top <= 65535:
        top = 65535.0
    elif picture.mode == "F" and top <= 1:
        top = 1.0
    elif top <= 255:
        top = 255.0
    return Image.fromarray((grey.clip(0, top) * (255 / top) + 0.5).astype(np.uint8))


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


_REMEDY = f"save it again as {SUPPORTED}."


def _not_opened(data: bytes, name: str) -> str:
    if _PHOTO_STARTS.match(data):
        return _damaged(name)
    for kind, start in _OTHER_KINDS:
        if start.match(data):
            return f"{name} is a {kind}, which is not supported: send a photo as {SUPPORTED}."
    return f"{name} is not a photo, or of an unsupported kind: send a photo as {SUPPORTED}."


def _damaged(name: str) -> str:
    return f"{name} is damaged or incomplete: {_REMEDY}"


def _too_heavy(name: str, max_bytes: int) -> str:
    limit = f"{max_bytes / 1024**2:.3g} MB" if max_bytes >= 1024**2 else f"{max_bytes} bytes"
    return f"{name} is too large: the file may have at most {limit}; save it smaller."


def _too_many_pixels(name: str, max_pixels: int, size: tuple[int, int] | None = None) -> str:
    limit = f"{max_pixels / 1e6:.3g} megapixels" if max_pixels >= 1e5 else f"{max_pixels} pixels"
    found = f" ({size[0]} x {size[1]})" if size else ""
    return f"{name} is too large{found}: at most {limit} are read; save it smaller."
