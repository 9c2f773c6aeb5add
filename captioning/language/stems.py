"""Stems, so that "rings" finds "ring"; and stop words, too common to search for."""

from functools import lru_cache

from captioning.language.lexicon import singular

_STOP_WORDS = (
    "a an and are as at be by for from he her his in into is it its of on or she that the their "
    "there they this to while who with"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())

_VOWELS = frozenset("aeiouy")
_WHOLE = frozenset({"earring", "evening", "ceiling", "during"})
_SPELLINGS = {
    "jewellery": "jewelry",
    "colour": "color",
    "coloured": "colored",
    "grey": "gray",
    "centre": "center",
    "earing": "earring",
    "matt": "matte",
    "mum": "mom",
}


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A word without plural, -ing and -ed: "dangles", "dangling" and "dangled" share one stem."""
    word = singular(word)
    word = _SPELLINGS.get(word, word)
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and not _VOWELS.isdisjoint(root) and word not in _WHOLE:
            doubled = len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz"
            word = root[:-1] if doubled else root
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word
