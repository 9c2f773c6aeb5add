"""Says each thing of a description once, and of the piece, stone or part that it belongs to.

The reader follows the English words. What jewelers of the other languages say elsewhere is moved
here, before a grammar puts it into words.
"""

from collections.abc import Callable
from dataclasses import replace

from captioning.language.phrases.description import Description, Phrase
from captioning.language.phrases.wording import is_material

STRANDS = "strand"
"""Strands of pearls or beads; those of a twisted piece are "strands"."""

_STRUNG = ("necklace", "bracelet", "anklet")
_LARGEST = 8  # number that the languages have a word for
_NOTHING_SAID = frozenset({"background", "surface"})


def arranged(said: Description) -> Description:
    """A description whose phrases stand where the other languages have them."""
    for step in _STEPS:
        said = step(said)
    return said


def strand_count(said: Description) -> tuple[int | None, tuple[Phrase, ...]]:
    """How many strands a piece has, where nothing else is said of them, and its other parts."""
    counted = [part for part in said.parts if part == Phrase(STRANDS, part.many, part.count)]
    if not counted or not counted[0].count or said.piece.noun not in _STRUNG:
        return None, said.parts
    return counted[0].count, tuple(part for part in said.parts if part is not counted[0])


def shaped(parts: tuple[Phrase, ...]) -> list[tuple[Phrase, tuple[str, ...]]]:
    """Parts with their motifs: "small star, moon and heart charms" are one part with three."""
    found: list[tuple[Phrase, tuple[str, ...]]] = []
    for part in parts:
        first, motifs = found[-1] if found else (part, ())
        motif = (part.motif,) if part.motif else ()
        same = replace(part, motif=first.motif, qualities=part.qualities or first.qualities)
        if motifs and motif and first.noun == "charm" and first.many and first == same:
            found[-1] = (first, motifs + motif)
        else:
            found.append((part, motif))
    return found


def _chain_of_pendant(said: Description) -> Description:
    """A chain pendant is a pendant with a chain."""
    if said.piece.noun != "pendant":
        return said
    chains = [style for style in said.piece.styles if style.split()[-1] == "chain"]
    kept = tuple(style for style in said.piece.styles if style not in chains)
    named = any(part.noun.split()[-1] == "chain" for part in said.parts)
    added = () if named else tuple(Phrase(chain) for chain in chains[-1:])
    return replace(said, piece=replace(said.piece, styles=kept), parts=(*said.parts, *added))


def _styles(said: Description) -> Description:
    """ "Beaded" and "charm" say nothing more of a piece whose beads or charms are named."""
    if any(is_material(s, said.piece) or s.noun.endswith("beads") for s in said.stones):
        said = _without_style(said, "beaded")
    if any(part.noun == "charm" and part.many for part in said.parts):
        said = _without_style(said, "charm")
    return said


def _stations(said: Description) -> Description:
    """A station piece has its stones apart from each other, or else ornaments."""
    if "station" not in said.piece.styles or said.piece.noun == "set":
        return said
    said = _without_style(said, "station")
    if not any(stone.many for stone in said.stones):
        return replace(said, parts=(Phrase("stations", many=True), *said.parts))
    stones = (
        replace(stone, qualities=(*stone.qualities, "spaced")) if stone.many else stone
        for stone in said.stones
    )
    return replace(said, stones=tuple(stones))


def _strands(said: Description) -> Description:
    """Strands that are not twisted together are rows of pearls, beads or links."""
    if said.piece.noun == "bangle" or "twisted" in said.piece.qualities:
        return said
    parts = [
        replace(part, noun=STRANDS)
        if part.noun == "strands" and "intertwined" not in part.qualities
        else part
        for part in said.parts
    ]
    several = Phrase(STRANDS, many=True)  # without a number they say that it has several rows
    if several in parts and said.piece.noun in _STRUNG:
        parts.remove(several)
        styles = dict.fromkeys((*said.piece.styles, "layered"))
        said = replace(said, piece=replace(said.piece, styles=tuple(styles)))
    return replace(said, parts=tuple(parts))


def _equals(said: Description) -> Description:
    """Stones or parts of which the same is said become one phrase; a set has each piece once."""
    members = tuple(dict.fromkeys(said.members))
    return replace(said, members=members, stones=_merged(said.stones), parts=_merged(said.parts))


def _grounds(said: Description) -> Description:
    """A background of which nothing is said is left out."""
    scene, near = (
        None if one and one.noun in _NOTHING_SAID and not one.qualities else one
        for one in (said.scene, said.near)
    )
    return replace(said, scene=scene, near=near)


_STEPS: tuple[Callable[[Description], Description], ...] = (
    _chain_of_pendant,
    _styles,
    _stations,
    _strands,
    _equals,
    _grounds,
)


def _without_style(said: Description, style: str) -> Description:
    styles = tuple(one for one in said.piece.styles if one != style)
    return replace(said, piece=replace(said.piece, styles=styles))


def _merged(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """Equal phrases as one: "a blue stone and a blue stone" -> "two blue stones"."""
    return tuple(_times(one, phrases.count(one)) for one in dict.fromkeys(phrases))


def _times(phrase: Phrase, times: int) -> Phrase:
    """So many of a phrase; a number of things is only known where each was counted."""
    if times == 1:
        return phrase
    count = times * ((phrase.count or 0) if phrase.many else 1)
    return replace(phrase, many=True, count=count if 0 < count <= _LARGEST else None)
