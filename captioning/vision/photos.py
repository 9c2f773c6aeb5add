"""The one decoder of photo files: bounded before decoding, upright, opaque on white, sRGB.

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

from captioning.vision import colour, jpeg, png, refusals
from captioning.vision.refusals import UnreadablePhoto

__all__ = ["FORMATS", "LONGEST", "UnreadablePhoto", "load_photo"]

pillow_heif.register_heif_opener()
# Pillow warns about odd headers and sizes; `load_photo` decides whether the photo can be used.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

MAX_PIXELS = 40_000_000
MAX_BYTES = 20 * 1024 * 1024
LONGEST = 2560
"""Longest side in pixels of a decoded photo: the encoder sees 299 of them, and the closest framing
looks at a quarter of the side. A larger photo is scaled while it is decoded, and by a whole number:
that changes what the encoder sees less than a fine filter to an exact size would, and a JPEG's
decoder does it for nothing."""
SLIMMEST = 50  # longer side over shorter side; beyond it a picture is a border or a gradient
SMALLEST_PREVIEW = 1000  # pixels of the longer side from which a raw file's preview is a photo

# Only these are tried; MPO opens as JPEG. EPS and WMF are left out because Pillow runs other
# programs to read them.
FORMATS = (
    "JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP", "DIB", "JPEG2000", "ICO",
    "ICNS", "TGA", "PPM", "PCX", "SGI", "QOI", "DDS", "IM", "MSP", "XBM", "PSD", "BLP", "SPIDER",
)  # fmt: skip
# Width and height of the PNG or JPEG 2000 pictures inside an icon file: Pillow decodes them while
# it opens the file, before it can report a size.
_ICON_SIZES = re.compile(rb"(?:IHDR|ihdr)(.{4})(.{4})", re.DOTALL)

_SUBFILE, _SUB_IFDS = 254, 330  # TIFF tags: 1 in the first says "a smaller version of another"


def load_photo(
    source: str | Path | bytes | BinaryIO | Image.Image,
    *,
    longest: int | None = LONGEST,
    max_pixels: int = MAX_PIXELS,
    max_bytes: int = MAX_BYTES,
) -> Image.Image:
    """Decode whatever people upload into an upright, opaque sRGB photo.

    Args:
        source: A path, the file's bytes, a binary stream, or an already opened picture.
        longest: Longer side in pixels at most; a larger photo is divided by a whole number, or a
            JPEG by a power of two, and scaled to `colour.CONVERTED` pixels if its colours must be
            converted one by one. None for all pixels.
        max_pixels: Largest width x height accepted; checked before any pixel is decoded.
        max_bytes: Largest file accepted, in bytes; checked before the file is read.

    Returns:
        A new RGB image in sRGB: colour profile or colour numbers honoured, HDR tone-mapped, EXIF
        orientation applied, transparency laid on white, CMYK, 16 bit, palette and greyscale
        converted, the first frame of an animation. A JPEG that lost its last bytes, up to 2 % of
        the picture, is grey there.

    Raises:
        UnreadablePhoto: The photo is missing, empty, too large, too slim, not a picture, damaged
            or of an unsupported kind. The text is a sentence with the file's name, not its folder.
    """
    if isinstance(source, Image.Image):
        return _finish(source, b"", refusals.UNNAMED, longest, max_pixels)
    name, data = _read(source, max_bytes)
    data = png.without_long_texts(data)
    with _open(data, name, max_pixels) as picture:
        return _finish(picture, data, name, longest, max_pixels)


def _read(source: str | Path | bytes | BinaryIO, max_bytes: int) -> tuple[str, bytes]:
    """The photo's bare name and its bytes, at most `max_bytes` of them."""
    if isinstance(source, bytes | bytearray | memoryview):
        name, data = refusals.UNNAMED, bytes(source)
    elif isinstance(source, str | Path):
        path = Path(source)
        name, data = path.name or refusals.UNNAMED, _read_file(path, max_bytes)
    elif hasattr(source, "read"):
        name, data = refusals.UNNAMED, _read_stream(source, max_bytes)
    else:
        raise UnreadablePhoto("No photo was given: choose a photo file.")
    if not data:
        raise UnreadablePhoto(f"{name} is empty: choose another file.")
    if len(data) > max_bytes:
        raise UnreadablePhoto(refusals.too_heavy(name, max_bytes))
    return name, data


def _read_file(path: Path, max_bytes: int) -> bytes:
    name = path.name or refusals.UNNAMED
    try:
        if path.is_dir():
            raise UnreadablePhoto(f"{name} is a folder: give the photos in it instead.")
        if not path.is_file():
            raise UnreadablePhoto(f"There is no photo {name}: check the name and the folder.")
        if path.stat().st_size > max_bytes:
            raise UnreadablePhoto(refusals.too_heavy(name, max_bytes))
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
        raise UnreadablePhoto(refusals.too_many_pixels(name, max_pixels)) from error
    except Exception as error:  # a malformed header makes decoders raise nearly anything
        raise UnreadablePhoto(refusals.not_opened(data, name)) from error


def _finish(
    picture: Image.Image, data: bytes, name: str, longest: int | None, max_pixels: int
) -> Image.Image:
    _check_size(*picture.size, name, max_pixels)
    _check_preview(picture, name)
    decoded = _decoded(picture, data, name, longest, max_pixels)
    _check_size(*decoded.size, name, max_pixels)  # some kinds learn their size while decoding
    try:
        photo = _scaled(_opaque(_upright(decoded)), longest)
        return colour.to_srgb(photo, picture, data, longest and min(longest, colour.CONVERTED))
    except Exception as error:
        raise UnreadablePhoto(
            f"{name} has colours that are not understood: {refusals.REMEDY}"
        ) from error


def _decoded(
    picture: Image.Image, data: bytes, name: str, longest: int | None, max_pixels: int
) -> Image.Image:
    """The picture with its pixels, perhaps scaled down; a JPEG without its end is completed."""
    if longest and max(picture.size) > longest:
        power = 1 << (_divisor(picture.size, longest) - 1).bit_length()
        width, height = picture.size
        picture.draft(None, (max(1, width // power), max(1, height // power)))
    try:
        picture.load()
        return picture
    except Exception as error:  # decoders raise nearly anything on damaged data
        completed = _completed(picture, data, name, max_pixels)
        if completed is None:
            raise UnreadablePhoto(refusals.damaged(name)) from error
        return completed


def _completed(picture: Image.Image, data: bytes, name: str, max_pixels: int) -> Image.Image | None:
    """A JPEG that lost its last bytes, or None where too much is missing."""
    if picture.format not in ("JPEG", "MPO") or not data:
        return None
    whole = _open(jpeg.with_end(data), name, max_pixels)
    try:
        whole.load()
    except Exception:
        return None
    if picture.info.get("progressive"):
        return whole if jpeg.only_detail_is_missing(data) else None
    return whole if jpeg.missing(whole) <= jpeg.TOLERATED else None


def _check_preview(picture: Image.Image, name: str) -> None:
    """Refuses a camera's raw file, which is a TIFF, if all that can be read is a small preview."""
    tags = getattr(picture, "tag_v2", {})
    is_preview = bool(tags.get(_SUBFILE, 0)) and _SUB_IFDS in tags
    if is_preview and max(picture.size) < SMALLEST_PREVIEW:
        width, height = picture.size
        raise UnreadablePhoto(
            f"{name} is a camera's raw file with only a small preview ({width} x {height}) that "
            f"can be read: export it as {refusals.SUPPORTED}."
        )


def _check_size(width: int, height: int, name: str, max_pixels: int) -> None:
    if width < 1 or height < 1:
        raise UnreadablePhoto(f"{name} has no pixels: choose another photo.")
    if width * height > max_pixels:
        raise UnreadablePhoto(refusals.too_many_pixels(name, max_pixels, (width, height)))
    if max(width, height) > SLIMMEST * min(width, height):
        raise UnreadablePhoto(
            f"{name} is too slim ({width} x {height}) to show a piece: choose another photo."
        )


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # broken EXIF is common, and the pixels may still be good
        return picture


def _opaque(picture: Image.Image) -> Image.Image:
    """The picture on white, in 8 bits, as L, RGB, CMYK or LAB: modes that a profile can be for."""
    if picture.mode in ("I", "F") or picture.mode.startswith("I;"):
        return _to_8_bit(picture)
    if picture.mode == "La":  # premultiplied grey converts to nothing else
        picture = picture.convert("LA")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return picture if picture.mode in ("L", "CMYK", "LAB") else picture.convert("RGB")


def _scaled(picture: Image.Image, longest: int | None) -> Image.Image:
    divisor = _divisor(picture.size, longest) if longest else 1
    return picture.reduce(divisor) if divisor > 1 else picture


def _divisor(size: tuple[int, int], longest: int) -> int:
    """The least whole number by which a size is at most so long."""
    return -(-max(size) // longest)


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
