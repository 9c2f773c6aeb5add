"""Which files are photos: by the suffix of their name, and by their first bytes where it lies."""

import re

SUFFIXES = frozenset(
    ".jpg .jpeg .jpe .jif .jfif .mpo .png .apng .webp .heic .heif .heics .heifs .hif .avif .avifs "
    ".gif .tif .tiff .bmp .dib .jp2 .j2k .jpc .jpf .jpx .j2c .ico .icns .tga .icb .vda .vst "
    ".pbm .pgm .ppm .pnm .pfm .pcx .sgi .bw .rgb .rgba .qoi .dds .im .msp .xbm .psd .blp".split()
)
"""Suffixes of the files that `load_photo` reads."""

REFUSED_SUFFIXES = frozenset(
    ".jxl .dng .cr2 .cr3 .crw .nef .nrw .arw .sr2 .orf .rw2 .raf .pef .srw .x3f .3fr .iiq".split()
)
"""Suffixes of photos, most of them raw ones, that `load_photo` may refuse with a sentence."""

START = 32  # bytes that `is_photo` looks at

_BITMAP_HEADERS = rb"[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0"  # their sizes, since "BM" is weak
_STARTS = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....WEBP|II[*+]\0|MM\0[*+]|BM.{12}"
    + _BITMAP_HEADERS
    + rb"|....ftyp(?:hei[cfmsx]|hev[cmsx]|mif[12]|msf1|avi[fs]|crx )|\xff\x4f\xff\x51"
    rb"|\0\0\0\x0c(?:jP  |JXL )\r\n\x87\n|icns|8BPS\0\x01|qoif|DDS |BLP[12]"
    rb"|P[1-6Ff]\s+(?:#|\d+\s)",
    re.DOTALL,
)


def has_photo_suffix(name: str) -> bool:
    """Whether a name ends like a photo's, in capitals or not."""
    dot = name.rfind(".")
    return dot >= 0 and name[dot:].lower() in SUFFIXES | REFUSED_SUFFIXES


def is_photo(start: bytes) -> bool:
    """Whether a file that begins with these bytes is a photo, whatever its name.

    Args:
        start: At least `START` bytes, or the whole file. Kinds without a sure mark, such as TGA,
            are not recognised.
    """
    return _STARTS.match(start) is not None
