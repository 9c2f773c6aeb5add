"""Why a file is not a photo that can be used, in a sentence for the person who sent it."""

import re

SUPPORTED = "JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF or BMP"

UNNAMED = "The file"
"""What a sentence calls a photo without a name."""

# First bytes of files that Pillow refuses, for a more precise error.
_PHOTO_STARTS = re.compile(
    rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|II\*\0|MM\0\*|BM|\0\0\0\x0cjP"
    rb"|....ftyp(?:hei[cfmsx]|hev[cmsx]|mif1|msf1|avi[fs])",
    re.DOTALL,
)
_OTHER_KINDS = (
    ("a PDF document", re.compile(rb"\s*%PDF")),
    ("a PostScript file", re.compile(rb"\s*%!PS|\xc5\xd0\xd3\xc6")),
    ("an SVG drawing", re.compile(rb"\s*(<\?xml.{0,1000}?)?<svg", re.DOTALL)),
    ("a web page", re.compile(rb"\s*<(!doctype )?html", re.IGNORECASE)),
    ("a video", re.compile(rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI |\0\0\x01\xba", re.DOTALL)),
    ("a JPEG XL photo", re.compile(rb"\xff\x0a|\0\0\0\x0cJXL ")),
    ("a Windows metafile", re.compile(rb"\xd7\xcd\xc6\x9a|\x01\0\0\0.{36} EMF", re.DOTALL)),
    ("a ZIP archive", re.compile(rb"PK\x03\x04")),
)


class UnreadablePhoto(ValueError):
    """A photo that cannot be used; the text is a sentence for the person who sent it."""


REMEDY = f"save it again as {SUPPORTED}."


def not_opened(data: bytes, name: str) -> str:
    """Why Pillow could not open a file, by its first bytes."""
    if _PHOTO_STARTS.match(data):
        return damaged(name)
    for kind, start in _OTHER_KINDS:
        if start.match(data):
            return f"{name} is {kind}, which is not supported: send a photo as {SUPPORTED}."
    return f"{name} is not a photo, or of an unsupported kind: send a photo as {SUPPORTED}."


def damaged(name: str) -> str:
    """A file of a known kind that cannot be decoded."""
    return f"{name} is damaged or incomplete: {REMEDY}"


def too_heavy(name: str, max_bytes: int) -> str:
    """A file of more than `max_bytes` bytes."""
    limit = f"{max_bytes / 1024**2:.3g} MB" if max_bytes >= 1024**2 else f"{max_bytes} bytes"
    return f"{name} is too large: the file may have at most {limit}; save it smaller."


def too_many_pixels(name: str, max_pixels: int, size: tuple[int, int] | None = None) -> str:
    """A picture of more than `max_pixels` pixels; `size` is its width and height, if known."""
    limit = f"{max_pixels / 1e6:.3g} megapixels" if max_pixels >= 1e5 else f"{max_pixels} pixels"
    found = f" ({size[0]} x {size[1]})" if size else ""
    return f"{name} is too large{found}: at most {limit} are read; save it smaller."
