"""How the text of a file from somebody else's program is encoded, so that it can be given back.

UTF-8 and UTF-16 are recognised surely. What is neither is in an older encoding of one byte for each
character, and the one is taken in which its letters look most like words.
"""

from dataclasses import dataclass

from captioning.catalogue.zip_names import code_page
from captioning.data.text_encoding import MARKS

_TITLES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1254": "Windows-1254 (Turkish)",
    "latin-1": "Latin-1",
}
_OLDER = ("cp1252", "cp1254", "cp1250", "cp1251", "cp1253", "cp437", "cp850", "mac_roman")
_LOOKED_AT = 4_000  # lines with letters beyond ASCII; more tell nothing new


@dataclass(frozen=True)
class Encoding:
    """How a file's text becomes its bytes.

    Attributes:
        name: Python's name.
        mark: The byte order mark; empty if the file has none.
    """

    name: str
    mark: bytes = b""

    @property
    def title(self) -> str:
        """The name that spreadsheets use."""
        return _TITLES.get(self.name, self.name)

    def encoded(self, text: str) -> bytes:
        """The file's bytes."""
        return self.mark + text.encode(self.name)

    def lacks(self, text: str) -> str:
        """The first character of a text that cannot be written; empty if all can."""
        try:
            text.encode(self.name)
        except UnicodeEncodeError as error:
            return text[error.start]
        return ""


def decoded(content: bytes) -> tuple[str, Encoding]:
    """A file's text, and the encoding that gives the same bytes back.

    Args:
        content: The file.
    """
    for mark, name in MARKS:
        if content.startswith(mark):
            encoding = Encoding(name, mark)
            break
    else:
        encoding = Encoding(_unmarked(content))
    try:
        return content[len(encoding.mark) :].decode(encoding.name), encoding
    except UnicodeDecodeError:  # a damaged file still comes back as it was
        return content.decode("latin-1"), Encoding("latin-1")


def _unmarked(content: bytes) -> str:
    start = content[:4096]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[0::2].count(0) > len(start) // 4:
        return "utf-16-be"
    try:
        content.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return _older(content)


def _older(content: bytes) -> str:
    lines = [line for line in content.splitlines() if not line.isascii()][:_LOOKED_AT]
    pages = [page for page in _OLDER if _reads(content, page)]
    return code_page(lines, pages) if pages else "latin-1"


def _reads(content: bytes, page: str) -> bool:
    try:
        return content.decode(page).encode(page) == content
    except UnicodeError:
        return False
