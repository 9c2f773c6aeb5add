"""Text files in whatever encoding an editor saved them: UTF-8, or UTF-16 and UTF-32 as Notepad."""

import codecs

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, each with Python's name of its encoding."""


def as_utf8(content: bytes) -> bytes:
    """A text file as UTF-8 without a byte order mark.

    Args:
        content: The file. Without a byte order mark it is UTF-16 if every other byte of its start
            is zero, and UTF-8 otherwise.

    Returns:
        The text; bytes that are not UTF-8 stay as they are, for the reader to name their line.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _recoded(content.removeprefix(mark), encoding)
    if len(content) > 3 and content[1] == content[3] == 0 and content[0]:
        return _recoded(content, "utf-16-le")
    if len(content) > 3 and content[0] == content[2] == 0 and content[1]:
        return _recoded(content, "utf-16-be")
    return content


def _recoded(content: bytes, encoding: str) -> bytes:
    if encoding == "utf-8":
        return content
    return content.decode(encoding, "replace").encode("utf-8", "replace")
