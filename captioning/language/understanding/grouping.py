"""From phrases to groups of alternatives, with weights."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from captioning.language.facets import Group, Said
from captioning.language.understanding.meaning import Choices
from captioning.language.understanding.phrase import Phrase
from captioning.settings import UnderstandingSettings, shipped_settings


def grouped(said: Sequence[Phrase], known: Container[str]) -> list[Group]:
    """The groups of all phrases in order: alternatives joined, exclusions apart.

    Args:
        said: With what they are alternatives to.
        known: Stems of the words that the gallery has; of others nothing is asked.
    """
    weights = shipped_settings().understanding
    groups: list[Group] = []
    joined_to: dict[int, int] = {}  # phrase to the group of its facets, by place
    for place, phrase in enumerate(said):
        partner = joined_to.get(phrase.joins) if phrase.joins is not None else None
        for choices, implied in _choices(phrase, known, weights):
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


def _choices(
    phrase: Phrase, known: Container[str], weights: UnderstandingSettings
) -> Iterator[tuple[tuple[Said, ...], bool]]:
    """The groups of one phrase: alternatives, and whether they are implied."""
    for facets in phrase.says:
        yield tuple(_said(facets, phrase, weights)), False
    for facets in phrase.implies:
        if not phrase.excluded:
            yield tuple(Said(facet, phrase.words, weights.perhaps) for facet in facets), True
    for facet in phrase.words_besides:
        if phrase.excluded and phrase.says:
            return
        if facet.value in known or not known:
            weight = weights.perhaps if phrase.perhaps else 1.0
            yield (Said(facet, phrase.words, weight),), False


def _said(facets: Choices, phrase: Phrase, weights: UnderstandingSettings) -> Iterator[Said]:
    """The choices; rose gold is second best where gold of no colour is named."""
    for place, facet in enumerate(facets):
        second = place > 0 and phrase.general and not phrase.excluded
        weight = weights.second if second else 1.0
        yield Said(facet, phrase.words, min(weight, weights.perhaps) if phrase.perhaps else weight)
