"""From items to phrases: what belongs together, is negated, or is an alternative."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import permutations

from captioning.language.facets import METAL, WORD
from captioning.language.understanding.alternatives import joined, listed
from captioning.language.understanding.colours import (
    colour,
    gold_of_colour,
    is_shade,
    item_at,
    scene,
    section_at,
)
from captioning.language.understanding.meaning import STONY, meaning_of
from captioning.language.understanding.negation import hedged, negated
from captioning.language.understanding.phrase import (
    Phrase,
    caption_words,
    looks_phrase,
    phrases_of_item,
)
from captioning.language.understanding.reading import Item

_SHORT = 4
"""Items of a query in which "plain" says that a piece has no stones; in a longer description it
says how the metal is finished."""


def phrases(items: Sequence[Item], strange: Container[str] = ()) -> tuple[list[Phrase], set[int]]:
    """The phrases that mean something, negated and joined as they were said.

    Args:
        items: What was recognized.
        strange: Words that neither a file of words nor the gallery has; a negation reaches over
            them: "no le gustan las perlas".

    Returns:
        The phrases, and the places of tokens that are denied, deny, or only perhaps count.
    """
    said = hedged(negated(listed(list(_meant(items, strange)))))
    denied = {
        place
        for phrase in said
        if phrase.excluded or phrase.perhaps or phrase.grammar.startswith("negations")
        for place in range(*phrase.span)
    }
    return joined(_of_one_metal(said)), denied


def _of_one_metal(said: Sequence[Phrase]) -> list[Phrase]:
    """Phrases without a fineness beside a metal, or a metal beside its plating.

    "18k white gold" looks white, and "gold plated silver" yellow.
    """
    metals = [
        p for p, one in enumerate(said) if one.kind == METAL and one.says and not one.excluded
    ]
    kept = [
        Phrase(one.words, grammar="fillers", span=one.span)
        if metals and one.excluded and one.mark and not _rank(one)  # "18k, not 14k"
        else one
        for one in said
    ]
    for place, other in permutations(metals, 2):
        less = _rank(said[place]) < _rank(said[other])
        between = said[min(place, other) : max(place, other)]
        if less and not any(one.grammar in ("alternatives", "joins") for one in between):
            kept[place] = Phrase(said[place].words, grammar="fillers", span=said[place].span)
    return kept


def _rank(phrase: Phrase) -> int:
    """How much a phrase tells of the colour of a metal: a fineness, its name, its plating."""
    return {"": 1, "gold": 0, "silver": 0, "platinum": 0}.get(phrase.mark, 2)


def _meant(items: Sequence[Item], strange: Container[str]) -> Iterator[Phrase]:
    """Items as phrases; colours and scenes take their neighbours along."""
    styled = any(item.section == "styles" for item in items)
    place = 0
    while place < len(items):
        start = items[place].start
        taken, found = _phrases_at(items, place, styled)
        place += taken
        end = items[place].start if place < len(items) else items[-1].start + len(items[-1].words)
        for phrase in found:
            unknown = phrase.kind == WORD and phrase.words[0] in strange
            meant = Phrase(phrase.words, grammar="unknown") if unknown else phrase
            yield replace(meant, span=(start, end))


def _phrases_at(
    items: Sequence[Item], place: int, styled: bool
) -> tuple[int, Sequence[Phrase] | Iterator[Phrase]]:
    """A number of items, and the phrases that they are."""
    item = items[place]
    if ground := scene(items, place):
        return ground[0], [ground[1]]
    if gold := gold_of_colour(items, place):
        return 1, [gold]
    if item.section == "colours" and len(item.entries) == 1:
        taken, phrase = colour(items, place)
        return taken, [phrase]
    if (item.section, item.name) == ("trade", "together") and _is_verb(items, place):
        return 1, [Phrase(item.words, grammar="prepositions")]
    if (item.section, item.name) == ("trade", "stones"):
        after = item_at(items, place + 1)
        if after and after.section == "colours" and after.language != "en":
            return 2, [looks_phrase(after, item.words + after.words)]
    if is_shade(items, place) or (item.name == "plain" and not _is_stoneless(items, place)):
        return 1, [Phrase(item.words, words_besides=caption_words(item))]
    if item.section == "structure" and not styled:
        implied = meaning_of(item.entries[-1]).implies
        named = phrases_of_item(replace(item, entries=item.entries[:-1]))
        besides = () if item.exact else implied[1:]
        return 1, [*named, Phrase(item.words, implied[:1], besides)]
    return 1, phrases_of_item(item)


def _is_verb(items: Sequence[Item], place: int) -> bool:
    """Whether "set" is a verb: "set with diamonds", "set in a bezel"."""
    return section_at(items, place + 1) == "prepositions"


def _is_stoneless(items: Sequence[Item], place: int) -> bool:
    """Whether "plain" says that a piece has no stones: "plain ring", not "a plain bezel"."""
    said = [item for item in items if item.section not in ("fillers", "prepositions")]
    if len(said) > _SHORT or any(item.section in STONY for item in items):
        return False
    near = (*items[max(0, place - 2) : place], *items[place + 1 : place + 3])
    return any(item.section in ("types", "metals", "styles") for item in near)
