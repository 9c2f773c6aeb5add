"""Groups that fit together: no contradictions, nothing twice, one group of types and metals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from captioning.data.attributes import Attributes
from captioning.language.attributes import coarse_type
from captioning.language.facets import (
    ANY,
    LOOK,
    METAL,
    SCENE,
    STONE,
    STYLE,
    TYPE,
    WORD,
    Facet,
    Group,
    Said,
)
from captioning.language.stems import stem
from captioning.language.stones import look
from captioning.language.understanding.folding import folded

_ONE_OF_A_KIND = (TYPE, METAL)
_STONES = (STONE, LOOK)
_WATCH, _SET, _ANKLET, _BRACELET, _BANGLE = (
    Facet(TYPE, name) for name in ("watch", "set", "anklet", "bracelet", "bangle")
)
_ROUND = {_ANKLET, _BRACELET, _BANGLE}


def settled(groups: Sequence[Group], read: Attributes) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """Groups without what contradicts or repeats another.

    Args:
        groups: As they were said.
        read: What an English sentence names as a whole; it decides between several types or metals
            that nobody offered as alternatives.

    Returns:
        The groups, the excluded last; and the words that are both wanted and excluded.
    """
    excluded = list({group.facets: group for group in groups if group.excluded}.values())
    out = [facet for group in excluded for facet in group.facets]
    wanted: list[Group] = []
    denied: dict[str, None] = {}
    for group in groups:
        if group.excluded:
            continue
        left = tuple(one for one in group.choices if not any(covers(no, one.facet) for no in out))
        if left:
            wanted.append(Group(left, False, group.implied))
        elif not group.implied:
            denied.update(dict.fromkeys(" ".join(one.words) for one in group.choices))
    kinds = {_kind(group) for group in wanted if not group.implied}
    firm = [group for group in wanted if not (group.implied and _kind(group) in kinds)]
    return (*_without_any(_Merged(_narrowest(firm), read).groups), *excluded), tuple(denied)


def _narrowest(groups: Sequence[Group]) -> list[Group]:
    """Groups without one of styles that a narrower one meets: danglers that are chandeliers."""
    styles = [set(g.facets) for g in groups if g.kind == STYLE and not g.implied]
    return [g for g in groups if g.kind != STYLE or not any(s < set(g.facets) for s in styles)]


def _kind(group: Group) -> str:
    return STONE if group.kind == LOOK else group.kind


class _Merged:
    """Types and metals as one group each, since a piece has one; nothing twice."""

    def __init__(self, groups: Sequence[Group], read: Attributes) -> None:
        self.groups: list[Group] = []
        self._chosen = _chosen(groups, read)
        self._places: dict[tuple[str, bool], int] = {}
        self._seen: set[Facet] = set()
        for group in groups:
            self._add(group)

    def _add(self, group: Group) -> None:
        key = (group.kind, group.implied)
        place = self._places.get(key) if group.kind in _ONE_OF_A_KIND else None
        fresh = tuple(one for one in group.choices if one.facet not in self._seen)
        self._seen.update(group.facets)
        if not fresh:
            return
        if place is None:
            self._places.setdefault(key, len(self.groups))
            self.groups.append(Group(fresh, False, group.implied))
            return
        whole = self.groups[place]
        if group.kind in self._chosen and not group.implied:
            words = (*whole.words, *group.words)
            self.groups[place] = Group((Said(self._chosen[group.kind], words),))
        else:
            self.groups[place] = Group((*whole.choices, *fresh), False, group.implied)


def _chosen(groups: Sequence[Group], read: Attributes) -> dict[str, Facet]:
    """The one type or metal of a sentence that names several."""
    offered = any(len(g.choices) > 1 and g.kind == TYPE and not g.implied for g in groups)
    named = {
        kind: {facet for group in groups if group.kind == kind for facet in group.facets}
        for kind in _ONE_OF_A_KIND
    }
    chosen = {}
    if len(named[TYPE]) > 1 and not offered and (one := _one_type(named[TYPE], read)):
        chosen[TYPE] = one
    several = any(
        len({one.words for one in g.choices}) > 1
        for g in groups
        if g.kind == METAL and not g.implied
    )
    if len(named[METAL]) > 1 and read.metal == "mixed" and not several:
        chosen[METAL] = Facet(METAL, read.metal)
    return chosen


def _one_type(types: set[Facet], read: Attributes) -> Facet | None:
    """The type of a piece that is named with others.

    A bracelet for the ankle is an anklet; one said with a watch is the watch's own: "Uhr mit
    Lederarmband". A set named with its members is one: "juego de collar y aretes".
    """
    if _ANKLET in types and types <= _ROUND:
        return _ANKLET
    if read.type:
        return Facet(TYPE, read.type)
    if types == {_WATCH, _BRACELET}:
        return _WATCH
    return _SET if _SET in types and len(types) > 2 else None


def _without_any(groups: Iterable[Group]) -> list[Group]:
    """The groups without "stones" where a stone is named."""
    groups = list(groups)
    named = any(g.kind in _STONES and ANY not in [f.value for f in g.facets] for g in groups)
    return [g for g in groups if not (named and g.facets == (Facet(STONE, ANY),))]


def covers(excluded: Facet, wanted: Facet) -> bool:
    """Whether a piece with the wanted facet always has the excluded one."""
    if excluded == wanted:
        return True
    if excluded == Facet(STONE, ANY):
        return wanted.kind in _STONES
    if excluded.kind == LOOK and wanted.kind == STONE:
        return look(wanted.value) == excluded.value
    if excluded.kind == TYPE == wanted.kind:
        return coarse_type(wanted.value) == excluded.value
    if excluded.kind == WORD and wanted.kind not in (WORD, SCENE):
        return excluded.value == stem(folded(wanted.value))
    return excluded.kind == STYLE == wanted.kind and excluded.value in wanted.value.split()
