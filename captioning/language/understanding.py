"""What a typed query means: which facets are wanted, which are excluded, which are alternatives."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from captioning.data.attributes import Attributes
from captioning.language.attributes import attributes
from captioning.language.facets import (
    ANY,
    LOOK,
    METAL,
    PERHAPS,
    SCENE,
    STONE,
    STYLE,
    TYPE,
    WORD,
    Correction,
    Facet,
    Group,
    Said,
)
from captioning.language.phrasing import Phrase, phrases
from captioning.language.query import Query
from captioning.language.reading import (
    Token,
    corrected,
    joined,
    language_of,
    read,
    tokens,
    unknown,
)
from captioning.language.spelling import correction
from captioning.language.stems import stem
from captioning.language.stones import look
from captioning.language.vocabulary import folded, vocabulary

SECOND = 0.8
"""Weight of a second reading of what is said."""

_ONE_OF_A_KIND = (TYPE, METAL)


def understand(text: str, known: Container[str] = frozenset()) -> Query:
    """Understands a query as a jeweler would.

    Args:
        text: As typed, in any of the languages, of any length.
        known: Stems of the words that the gallery has; none of them is corrected.

    Returns:
        The query with its groups of alternatives, wanted and excluded; the corrections made; the
        language; and the words that nothing is known of.

    >>> understand("ruby or garnet ring, not gold").line
    'ring · stones: ruby or garnet · not: yellow gold or rose gold'
    """
    said = tokens(text)
    language = language_of(said)
    said, corrections = _spelled(said, language, known)
    if corrections:
        language = language_of(said)
    items = read(said, language, known)
    strange = tuple(dict.fromkeys(item.words[0] for item in unknown(items, known)))
    meant, denied = phrases(items)
    wanted = (
        " ".join(token.typed for place, token in enumerate(said) if place not in denied)
        if language == "en"
        else ""
    )
    groups, contradicted = _settled(_groups(meant, known), attributes(wanted))
    return Query(
        texts=Query.typed(text).texts,
        groups=groups,
        corrections=corrections,
        language=language,
        unknown=strange if known else (),
        reading=_text(said) if corrections else "",
        contradicted=contradicted,
        wanted_text=wanted,
    )


def _spelled(
    said: list[Token], language: str, known: Container[str]
) -> tuple[list[Token], tuple[Correction, ...]]:
    """The tokens without slips, and what was corrected."""
    made: list[Correction] = []
    for place, token in enumerate(said):
        meant = vocabulary(language).slips.get(token.word)
        if meant and not token.exact:
            made.append(Correction(token.typed, meant))
            said = corrected(said, place, meant)
    for place, whole in reversed(joined(said, language)):
        made.append(Correction(f"{said[place].typed} {said[place + 1].typed}", whole))
        said = corrected(said, place, whole, width=2)
    items = read(said, language, known)
    strange = [(item, False) for item in unknown(items, known)]
    strange += [(item, True) for item in items if item.language != language and item.means]
    for item, foreign in strange:
        token = said[item.start]
        meant = None if token.exact else _meant(token.word, language)
        if meant and (not foreign or _near(token.word, meant)):
            made.append(Correction(token.typed, meant))
            said = corrected(said, item.start, meant)
    return said, tuple(made)


def _near(word: str, meant: str) -> bool:
    """Whether a word that another language has too is rather a slip: "saphire"."""
    return len(word) > 5 and word[0] == meant[0] and OSA.distance(word, meant) == 1


@lru_cache(maxsize=4096)
def _meant(word: str, language: str) -> str | None:
    return correction(word, language)


def _text(said: Sequence[Token]) -> str:
    """The query as it was read."""
    parts: list[str] = []
    for token in said:
        if token.mark and token.typed in ",;:.!?)":
            parts[-1:] = [f"{parts[-1]}{token.typed}"] if parts else [token.typed]
        elif not parts or parts[-1] != token.typed or token.mark:
            parts.append(token.typed)
    return " ".join(parts).replace("- ", "-")


def _groups(said: Sequence[Phrase], known: Container[str]) -> list[Group]:
    """The groups of all phrases in order: alternatives joined, exclusions apart."""
    groups: list[Group] = []
    joined_to: dict[int, int] = {}  # phrase to the group of its facets, by place
    for place, phrase in enumerate(said):
        partner = joined_to.get(phrase.joins) if phrase.joins is not None else None
        for choices, implied in _said(phrase, known):
            group = Group(choices, phrase.excluded, implied)
            if partner is not None and not implied and not phrase.excluded:
                whole = groups[partner]
                groups[partner] = Group((*whole.choices, *choices), whole.excluded, whole.implied)
                joined_to[place] = partner
                partner = None
                continue
            if not implied:
                joined_to.setdefault(place, len(groups))
            groups.append(group)
    return groups


def _said(phrase: Phrase, known: Container[str]) -> Iterable[tuple[tuple[Said, ...], bool]]:
    """The groups of one phrase: alternatives, and whether they are implied."""
    for facets in phrase.says:
        yield tuple(_each(facets, phrase)), False
    for facets in phrase.implies:
        if not phrase.excluded:
            yield tuple(Said(facet, phrase.words, PERHAPS) for facet in facets), True
    for facet in phrase.words_besides:
        if phrase.excluded and phrase.says:
            return
        if facet.value in known or not known:
            weight = PERHAPS if phrase.perhaps else 1.0
            yield (Said(facet, phrase.words, weight),), False


def _each(facets: Sequence[Facet], phrase: Phrase) -> Iterable[Said]:
    """The choices; rose gold is second best where gold of no colour is named."""
    for place, facet in enumerate(facets):
        second = place > 0 and phrase.general and not phrase.excluded
        weight = SECOND if second else 1.0
        yield Said(facet, phrase.words, min(weight, PERHAPS) if phrase.perhaps else weight)


def _settled(
    groups: Sequence[Group], read: Attributes
) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """The groups without what contradicts or repeats another, and the words that contradict."""
    out = [facet for group in groups if group.excluded for facet in group.facets]
    wanted: list[Group] = []
    denied: list[str] = []
    for group in groups:
        if group.excluded:
            continue
        left = tuple(one for one in group.choices if not any(covers(no, one.facet) for no in out))
        if not left and not group.implied:
            denied += [word for word in group.words if word not in denied]
        if left:
            wanted.append(Group(left, False, group.implied))
    kinds = {_kind(group) for group in wanted if not group.implied}
    firm = [group for group in wanted if not (group.implied and _kind(group) in kinds)]
    excluded = _distinct(group for group in groups if group.excluded)
    return (*_merged(firm, read), *excluded), tuple(denied)


def _kind(group: Group) -> str:
    return STONE if group.kind == LOOK else group.kind


def _merged(groups: Sequence[Group], read: Attributes) -> list[Group]:
    """Types and metals as one group each, since a piece has one; nothing twice.

    Args:
        groups: Wanted.
        read: What an English sentence names as a whole; it decides between several types or metals
            that nobody offered as alternatives.
    """
    either = any(len(g.choices) > 1 and g.kind == TYPE and not g.implied for g in groups)
    several = {
        kind: len({f for g in groups if g.kind == kind for f in g.facets})
        for kind in _ONE_OF_A_KIND
    }
    chosen = {}
    if not either and several[TYPE] > 1 and read.type:
        chosen[TYPE] = read.type
    if several[METAL] > 1 and read.metal == "mixed":
        chosen[METAL] = read.metal
    merged: list[Group] = []
    places: dict[tuple[str, bool], int] = {}
    seen: set[Facet] = set()
    for group in groups:
        key = (group.kind, group.implied)
        if group.kind == METAL and key in places and METAL not in chosen:
            whole = merged[places[key]]
            both = set(whole.facets) & set(group.facets)
            if both:  # "585 rose gold": the mark names gold of any colour
                narrower = group if len(group.choices) < len(whole.choices) else whole
                kept = tuple(one for one in narrower.choices if one.facet in both)
                merged[places[key]] = Group(kept)
                continue
        fresh = tuple(one for one in group.choices if one.facet not in seen)
        seen.update(group.facets)
        if not fresh:
            continue
        if group.kind in _ONE_OF_A_KIND and key in places:
            whole = merged[places[key]]
            if group.kind in chosen and not group.implied:
                one = Said(Facet(group.kind, chosen[group.kind]), (*whole.words, *group.words))
                merged[places[key]] = Group((one,))
                continue
            merged[places[key]] = Group((*whole.choices, *fresh), False, group.implied)
            continue
        places.setdefault(key, len(merged))
        merged.append(Group(fresh, False, group.implied))
    named = any(g.kind in (STONE, LOOK) and ANY not in [f.value for f in g.facets] for g in merged)
    return [g for g in merged if not (named and g.facets == (Facet(STONE, ANY),))]


def _distinct(groups: Iterable[Group]) -> list[Group]:
    return list({group.facets: group for group in groups}.values())


def covers(excluded: Facet, wanted: Facet) -> bool:
    """Whether a piece with the wanted facet always has the excluded one."""
    if excluded == wanted:
        return True
    stones = wanted.kind in (STONE, LOOK)
    if excluded == Facet(STONE, ANY):
        return stones
    if excluded.kind == LOOK and wanted.kind == STONE:
        return look(wanted.value) == excluded.value
    coarse = {"pendant": "necklace", "bangle": "bracelet"}
    if excluded.kind == TYPE == wanted.kind:
        return coarse.get(wanted.value) == excluded.value
    if excluded.kind == WORD and wanted.kind not in (WORD, SCENE):
        return excluded.value == stem(folded(wanted.value))
    return excluded.kind == STYLE == wanted.kind and excluded.value in wanted.value.split()


__all__ = ["METAL", "covers", "understand"]
