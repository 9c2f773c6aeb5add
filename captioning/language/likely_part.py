"""What is likely of a long caption: names that are likelier wrong than right are left out."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from captioning.language.attributes import attributes, coarse_type, looks
from captioning.language.lexicon import (
    COLOURS,
    HEAD_ENDS,
    METALS,
    MOTIFS,
    matches,
    singular,
    word_set,
    words,
)
from captioning.language.stones import in_one_name
from captioning.language.terms import METAL, MOTIF, STONES, Term

Phrase = tuple[str, ...]
"""Words of a caption, those that join it to the phrase before first: "with a small leaf"."""

_JOINS = HEAD_ENDS | word_set("and around behind between as")
_DEPENDENT = word_set("in of at by between set held framed surrounded topped edged shaped")
_ONE_OF_SEVERAL = word_set("one other each another")
_LITTLE = word_set("a an the two three small smaller large tiny little matching")
_STONES = word_set("stone stones bead beads")
_BEFORE_METAL = word_set("yellow white rose pink antique oxidised sterling")
_AFTER_METAL = word_set("coloured tone plated")


def likely_part(caption: str, expected: Mapping[Term, float], least: float) -> str | None:
    """A caption of a piece without the metals, looks of stones and motifs that are unlikely.

    A colour goes from "small blue stones", and "a round ruby in a bezel" becomes a stone; a
    phrase that says nothing else goes as a whole ("and diamonds", "with a small leaf").

    Args:
        caption: as a model words it; one that names no type comes back as it is.
        expected: terms to how likely the photo shows them, in [0, 1]; others are not likely.
        least: what a name needs to stay, in [0, 1].

    Returns:
        The rest, or None where a name cannot be taken out, or not without the type.
    """
    kind = coarse_type(attributes(caption).type)
    if kind is None:
        return caption
    phrases = _phrases(caption, of_a_set=kind == "set")
    while doubted := _doubted(phrases, expected, least):
        less = _without(phrases, doubted)
        if less is None:
            return None
        phrases = less
    rest = " ".join(map(" ".join, phrases))
    return rest if coarse_type(attributes(rest).type) == kind else None


def _phrases(caption: str, *, of_a_set: bool) -> list[Phrase]:
    """A caption parted before the words that join; "red and white beads" are one phrase."""
    found: list[list[str]] = [[]]
    said = caption.split()
    for word, after in zip(said, [*said[1:], ""], strict=True):
        last = "".join(found[-1][-1:])
        within = word == "and" and (last in COLOURS or last in METALS)
        within = within or (word == "of" and last == "mother") or (word == "set" and of_a_set)
        within = within or (word == "shaped" and after != "like")  # "a heart shaped pendant"
        joins = word in _JOINS and not within
        if joins and not _JOINS.issuperset(found[-1]):
            found.append([])
        found[-1].append(word)
    return [tuple(phrase) for phrase in found]


def _names(said: Sequence[str]) -> set[Term]:
    """What words name: a metal, looks of stones and motifs."""
    text = " ".join(said)
    named = attributes(text)
    found = {Term(STONES, look) for look in looks(named.stones)}
    found |= {Term(MOTIF, name) for _, _, name in matches(words(text), MOTIFS)}
    return found | ({Term(METAL, named.metal)} if named.metal else set())


def _doubted(phrases: list[Phrase], expected: Mapping[Term, float], least: float) -> Term | None:
    named = _names([word for phrase in phrases for word in phrase])
    return min((one for one in named if expected.get(one, 0.0) < least), default=None)


def _without(phrases: list[Phrase], doubted: Term) -> list[Phrase] | None:
    """The phrases without the last mention of a term; None if it stays in every phrase."""
    for place in reversed(range(len(phrases))):
        phrase, after = phrases[place], phrases[place + 1 :]
        if doubted not in _names(phrase):
            continue
        needed = not place or phrase[0] == "of" or phrases[place - 1][-1] in _ONE_OF_SEVERAL
        needed = needed or (bool(after) and after[0][0] in _DEPENDENT)
        for shorter in _shorter(phrase, doubted, needed=needed):
            return [*phrases[:place], _with_article(shorter), *after]
        if place:
            if after and after[0][0] == "and" and phrase[0] != "and":
                after[0] = (*phrase[: _joining(phrase)], *after[0][1:])
            return [*phrases[:place], *after]
    return None


def _shorter(phrase: Phrase, doubted: Term, *, needed: bool) -> Iterator[Phrase]:
    """The phrase without the words that name a term, the fewest of them first.

    Args:
        phrase: which names it.
        doubted: the term.
        needed: whether a phrase has to stay, because others say more of its thing.
    """
    first, kept = _joining(phrase), _names(phrase) - {doubted}
    spans = combinations(range(first, len(phrase) + 1), 2)
    for start, end in sorted(spans, key=lambda span: span[1] - span[0]):
        if _parts_stone(phrase, start, end):
            continue
        rest = [phrase[:start] + phrase[end:]]
        if end == len(phrase):  # the noun itself
            if not needed and (doubted.kind != STONES or _LITTLE.issuperset(phrase[first:start])):
                continue
            rest = [(*phrase[:start], noun) for noun in _broader(phrase, doubted.kind)]
        elif _parts_name(phrase, start, end, doubted.kind):
            continue
        for one in rest:
            says_more = not (_LITTLE | _STONES).issuperset(one[first:])
            if _is_whole(one) and _names(one) == kept and (needed or says_more or one[0] != "and"):
                yield one


def _is_whole(phrase: Phrase) -> bool:
    """Whether no word stands twice in a row and no "and" has lost what it joins."""
    joined = "and" not in (*phrase[1 : _joining(phrase)], phrase[-1])
    return joined and all(one != after for one, after in pairwise(phrase))


def _parts_name(phrase: Phrase, start: int, end: int, kind: str) -> bool:
    """Whether the words from `start` to `end` are not all of what names a metal or motif."""
    if kind == METAL:
        return phrase[end] in _AFTER_METAL or not _BEFORE_METAL.isdisjoint(phrase[:start][-1:])
    return kind == MOTIF and phrase[end] == "shaped"


def _parts_stone(phrase: Phrase, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` are only a part of a stone's name."""
    return any(
        0 < place < len(phrase) and in_one_name(phrase[place - 1], phrase[place])
        for place in (start, end)
    )


def _joining(phrase: Phrase) -> int:
    """How many words join a phrase to the one before."""
    return next((place for place, word in enumerate(phrase) if word not in _JOINS), len(phrase))


def _broader(phrase: Phrase, kind: str) -> list[str]:
    """Nouns that say less than the last word of a phrase does."""
    one = singular(phrase[-1])
    many = "" if one == phrase[-1] else "s"
    if kind == STONES:
        return [
            f"{noun}{many}" for noun in (("bead", "stone") if one == "bead" else ("stone", "bead"))
        ]
    return [] if kind == METAL else [f"detail{many}" if _joining(phrase) else "piece"]


def _with_article(phrase: Phrase) -> Phrase:
    """The phrase with "a" or "an", as the word after it has it."""
    return tuple(
        ("an" if after[0] in "aeiou" else "a") if word in ("a", "an") and after else word
        for word, after in zip(phrase, (*phrase[1:], ""), strict=True)
    )
