"""The names in a zip as text.

A zip says of each name whether it is UTF-8. The Finder writes UTF-8 and does not say so; Windows'
own zips are in the code page of their country. So whatever is UTF-8 is read as UTF-8, and for all
other names together the code page is chosen in which they look most like words. Names are composed
(NFC), and backslashes separate folders.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from captioning.catalogue.zip_file import Entry
from captioning.data.file_names import composed

# Of equally good ones the first counts. euc_kr and gb2312 lack rare characters, and so refuse most
# names in other code pages.
_CODE_PAGES = (
    "cp437", "cp850", "cp1252", "cp857", "cp852", "cp1254", "cp866", "cp1251", "cp737", "cp1253",
    "cp932", "euc_kr", "gb2312", "big5", "gbk", "cp949",
)  # fmt: skip
_KOREAN = ("euc_kr", "cp949")
_LETTERS = re.compile(r"[^\W\d_]+|[^\x00-\x7f]")
_FAMILIES = {
    "LATIN": "latin",
    "GREEK": "greek",
    "CYRILLIC": "cyrillic",
    "HANGUL": "hangul",
    "CJK": "han",
    "HIRAGANA": "han",
    "KATAKANA": "han",
    "KATAKANA-HIRAGANA": "han",
}
_PUNCTUATION = frozenset("‘’“”–—…、。・「」（）［］【】")
_RARE = frozenset("ðþÐÞƒÿĺĹŕŔ")
_SYMBOL, _MIXED, _ODD_CASE, _UNLIKELY, _UNUSUAL, _LIKELY = -1.0, -0.5, -0.3, 0.2, 0.5, 0.9


def zip_names(entries: Sequence[Entry]) -> list[str]:
    """The path of each entry in its archive, with slashes between folders.

    Args:
        entries: All entries of an archive: names in one archive are in one code page.
    """
    texts = [_utf8(entry) for entry in entries]
    page = code_page([e.name for e, text in zip(entries, texts, strict=True) if text is None])
    return [
        composed((entry.name.decode(page, "replace") if text is None else text).replace("\\", "/"))
        for entry, text in zip(entries, texts, strict=True)
    ]


def code_page(names: Sequence[bytes], pages: Sequence[str] = _CODE_PAGES) -> str:
    """The code page in which names look most like words; the first, if none is better.

    Args:
        names: Names or lines of text, all in one code page.
        pages: Those that are tried; by default those of zips.
    """
    scores = {page: _score(names, page) for page in pages} if names else {pages[0]: 0.0}
    return max(scores, key=lambda page: scores[page])


def _utf8(entry: Entry) -> str | None:
    for name in (entry.unicode_name, entry.name):
        try:
            if name is not None:
                return name.decode("utf-8")
        except UnicodeDecodeError:
            continue
    return None


def _score(names: Sequence[bytes], page: str) -> float:
    """Mean worth of the characters beyond ASCII, in [-1, 1]; -2 where bytes have no meaning."""
    total, count = 0.0, 0
    for name in names:
        try:
            text = name.decode(page)
        except UnicodeDecodeError:
            return -2.0
        for match in _LETTERS.finditer(text):
            beyond = sum(not character.isascii() for character in match[0])
            total += beyond * (_worth(match[0], page) if beyond else 0.0)
            count += beyond
    return total / max(1, count)


def _worth(word: str, page: str) -> float:
    """How much a run of letters, or a single sign, looks like a part of a name."""
    if not word[0].isalpha():
        return _LIKELY if word in _PUNCTUATION else _SYMBOL
    families = {_family(letter) for letter in word}
    if families == {"han"}:
        return _UNLIKELY if page in _KOREAN else _UNUSUAL if page == "gbk" else 1.0
    if families == {"hangul"}:
        return 1.0
    if len(families) > 1 or "" in families:
        titled = families == {"latin", "han"} or families == {"latin", "hangul"}  # "SVリング"
        return _UNLIKELY if titled and not any(map(str.islower, word)) else _MIXED
    if word not in (word.lower(), word.upper(), word[0] + word[1:].lower()):
        return _ODD_CASE
    if families == {"latin"}:
        beyond = sum(not letter.isascii() for letter in word)
        if beyond * 3 > len(word) * 2 > 4:
            return _UNLIKELY
        if _RARE.intersection(word):
            return _UNUSUAL
    return 1.0 if word[0].isascii() or word.islower() else _LIKELY


@cache
def _family(letter: str) -> str:
    """A letter's script, with all that Japanese mixes as one; empty for anything that is rare."""
    return _FAMILIES.get(unicodedata.name(letter, "").split(" ")[0], "")
