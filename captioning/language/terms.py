"""Search terms: what of a caption counts when two captions are compared.

Two kinds of term come out of a text. Word terms are the words without their endings ("rings" and
"ring" are one, "jewellery" and "jewelry" too). Attribute terms say what the whole sentence names
as the piece ("type: ring", "metal: silver", "together: ring, silver"): in "silver ring on a gold
box" the metal is silver, which counting words cannot know, and white gold and silver, or a diamond
and a zirconia, meet in one term because a photo shows no difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from itertools import chain
from math import sqrt
from pathlib import Path

from captioning.gallery import tfidf
from captioning.language import attributes as vocabulary
from captioning.language import lexicon, stones
from captioning.language.attributes import coarse_type, look, looks, read
from captioning.language.lexicon import (
    HINTS,
    LOOKS,
    METALS,
    MOTIFS,
    TYPES,
    Phrases,
    matches,
    singular,
    words,
)

Query = str | Mapping[str, float]
"""A sentence, or texts (words or whole captions) with the number of times each is expected."""

ATTRIBUTE_WEIGHT = 2.0
"""How much more than a word an attribute term weighs. On real photos against the gallery, 4 gains
a hundredth of precision and leaves a typed "twisted" without a say."""

_STOP_WORDS = (
    "a an and are as at be by for from he her his in into is it its of on or she that the their "
    "there they this to while who with"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())

_GEMS = frozenset(name for name in LOOKS if " " not in name) - frozenset(
    {"glass", "shell", "coral", "jet", "lava", "amber", "beads", "resin"}
)
_VOWELS = frozenset("aeiouy")
_WHOLE = frozenset({"earring", "evening", "ceiling", "during"})
_KINDS = frozenset({"type", "metal", "motif", "stones", "together"})
_TABLES = {"type": (TYPES, HINTS), "metal": (METALS,), "motif": (MOTIFS,)}

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
    """A word without plural, -ing and -ed, so that "dangles", "dangling" and "dangled" meet."""
    word = singular(_SPELLINGS.get(word, word))
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and not _VOWELS.isdisjoint(root) and word not in _WHOLE:
            doubled = len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz"
            word = root[:-1] if doubled else root
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def terms(query: Query) -> dict[str, float]:
    """Weighs the terms of a text, or the expected terms of all that a model can say.

    Counts are damped by a square root: a word that five captions repeat tells more than one said
    once, but not five times as much; and a word with one chance in a hundred tells something. An
    attribute that is less than certain counts as much as it is certain: there the root would let
    "silver, perhaps" pull silver pieces to a gold one.

    Args:
        query: A sentence, or a mapping of texts to weights; weights that are not positive are
            left out.

    Returns:
        Term to weight, before it is weighed by how rare the term is, in order of appearance.
    """
    counted: dict[str, float] = defaultdict(float)
    weighted = {query: 1.0} if isinstance(query, str) else query
    of_model = any(map(_is_attribute, weighted))
    for text, weight in weighted.items():
        if weight <= 0:
            continue
        if _is_attribute(text):
            counted[text] += weight
            continue
        said = words(text)
        for word in said:
            if word not in STOP_WORDS:
                counted[stem(word)] += weight
        if len(said) > 1 or not of_model:
            for term in _attribute_terms(said):
                counted[term] += weight
    return {term: _weight(term, count) for term, count in counted.items()}


def expected_terms(
    word_counts: Mapping[str, float], captions: Mapping[str, float]
) -> dict[str, float]:
    """All that a model can say of a photo, in the form that `terms` takes as a query.

    Words come with their expected counts, as the model gives them step by step. What a caption as
    a whole names cannot be added up word by word ("white" and "gold" are not silver), so it comes
    from whole captions.

    Args:
        word_counts: Word to expected count.
        captions: Captions to their share of the probability; shares add up to 1.

    Returns:
        Words and attribute terms ("metal: silver") to expected counts.
    """
    expected = defaultdict(float, word_counts)
    for caption, share in captions.items():
        for term in _attribute_terms(words(caption)):
            expected[term] += share
    return dict(expected)


def together(said: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Adds up weighted texts, such as what several models expect."""
    total: dict[str, float] = defaultdict(float)
    for expected in said:
        for text, weight in expected.items():
            total[text] += weight
    return dict(total)


def spoken(term: str, query: Query) -> tuple[str, ...]:
    """The words of a text that stand behind a term, as written there, each once.

    >>> spoken("metal: silver", "a white gold ring")
    ('white gold',)
    """
    texts, parts = [query] if isinstance(query, str) else query, _parts(term)
    found = (word for text in texts for part in parts for word in _words_behind(text).get(part, ()))
    return tuple(dict.fromkeys(found))


@cache
def language() -> str:
    """A hash of the rules that weigh captions by terms; an index made by others is out of date."""
    modules = (lexicon, stones, tfidf, vocabulary)
    sources = (*(module.__file__ for module in modules), __file__)
    return sha256(b"".join(Path(source).read_bytes() for source in sources)).hexdigest()


def _is_attribute(term: str) -> bool:
    return ": " in term and term.partition(": ")[0] in _KINDS


def _weight(term: str, count: float) -> float:
    if _is_attribute(term):
        return ATTRIBUTE_WEIGHT * min(count, sqrt(count))
    return sqrt(count)


def _attribute_terms(said: list[str]) -> Iterator[str]:
    """All that is named, and the type together with metal, with main stone and with both.

    A caption that names no stone does not say that there is none, so nothing is made of that.
    """
    if not _about_jewelry(said):
        return
    named = read(said)
    kind, seen = coarse_type(named.type), looks(named.stones)
    if kind:
        yield f"type: {kind}"
    if named.metal:
        yield f"metal: {named.metal}"
    if named.motif:
        yield f"motif: {named.motif}"
    for stone in seen:
        yield f"stones: {stone}"
    if kind and named.metal:
        yield f"together: {kind}, {named.metal}"
    if kind and seen:
        yield f"together: {kind}, {seen[0]} stones"
    if kind and named.metal and seen:
        yield f"together: {kind}, {named.metal}, {seen[0]} stones"


def _about_jewelry(said: list[str]) -> bool:
    """Whether a piece, a metal or a gem is said, so that "a black dog" is not of black metal."""
    pieces = (start for start, _, _ in matches(said, TYPES) if not _is_watching(said, start))
    metals = matches(said, METALS)
    return any(True for _ in chain(pieces, metals)) or any(singular(word) in _GEMS for word in said)


def _is_watching(said: list[str], place: int) -> bool:
    """Whether "watch" is what somebody does: "people watch a game", "a man watches"."""
    before = said[place - 1] if place else ""
    doing = before in {"to", "people", "men", "women", "children", "and"} or before.endswith("s")
    return said[place] == "watches" or (said[place] == "watch" and doing)


@lru_cache(maxsize=1 << 14)
def _words_behind(text: str) -> dict[str, list[str]]:
    """For each term of a text, the words that stand behind it; one reading serves all terms."""
    if _is_attribute(text):
        return {text: [text.partition(": ")[2]]}
    said = words(text)
    behind: dict[str, list[str]] = defaultdict(list)
    for word in said:
        if word not in STOP_WORDS:
            behind[stem(word)].append(word)
    for term in _attribute_terms(said):
        kind, _, value = term.partition(": ")
        if kind == "stones":
            behind[term] = [stone for stone in read(said).stones if look(stone) == value]
        elif kind != "together":
            named = (_naming(said, table, kind, value) for table in _TABLES[kind])
            # black and sets are named by no one word
            behind[term] = next(filter(None, named), [value])
    return behind


def _parts(term: str) -> list[str]:
    """A term, and those of what is named together in it."""
    kind, _, value = term.partition(": ")
    if kind != "together" or not value:
        return [term]
    noun, *others = value.split(", ")
    return [term, f"type: {noun}", *map(_stone_or_metal, others)]


def _stone_or_metal(other: str) -> str:
    """The term of what is together with a type."""
    stone = other.removesuffix(" stones")
    return f"metal: {other}" if stone == other else f"stones: {stone}"


def _naming(said: list[str], table: Phrases, kind: str, value: str) -> list[str]:
    """Words that name a type, metal or motif; every metal does for a piece of mixed metals."""
    return [
        " ".join(said[start:end])
        for start, end, name in matches(said, table)
        if value in ("mixed", coarse_type(name) if kind == "type" else name)
    ]
