"""What was understood of a query, as chips that take a wish away or turn it; and what was not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from captioning.gallery.gallery import Filters, Gallery
from captioning.gallery.remarks import Remark
from captioning.language import facets, rewording
from captioning.language.facets import Group
from captioning.language.phrases import ENGLISH
from captioning.language.query import Query
from captioning.ui.markup import render
from captioning.ui.matches import Match, row_of
from captioning.ui.texts import language, text
from captioning.ui.word_names import with_noun

_SHOWN = {
    facets.STONE: "stones",
    facets.METAL: "metal",
    facets.STYLE: "style",
    facets.MOTIF: "motif",
    facets.SCENE: "scene",
}
"""Kinds that are named on a chip; types, words and "blue stones" need no name."""


@dataclass(frozen=True)
class Chip:
    """A group of alternatives.

    Attributes:
        place: Its place among the groups of the query.
        kind: Its kind for people, such as "metal", or "".
        text: Its alternatives: "ruby or garnet".
        state: "wanted", "lesser" or "excluded".
    """

    place: int
    kind: str
    text: str
    state: str

    @classmethod
    def of(cls, place: int, group: Group) -> "Chip":
        """The chip of a group."""
        state = "excluded" if group.excluded else "lesser" if group.lesser else "wanted"
        kind = _SHOWN.get(group.kind)
        return cls(place, text(f"kinds.{kind}") if kind else "", with_noun(group.shown), state)


@dataclass(frozen=True)
class Note:
    """A remark in the language of the person who is answered.

    Attributes:
        text: The sentence.
        without: The words without which there are pieces, or "".
        place: Of the group of these words.
    """

    text: str
    without: str = ""
    place: int = -1

    @classmethod
    def of(cls, remark: Remark, query: Query) -> "Note":
        """A remark on a query."""
        said = str(remark)
        if language() != ENGLISH:  # in English it can say more
            said = text(f"remarks.{remark.name}", **remark.values)
        if remark.name != "lacking":
            return cls(said)
        word = str(remark.values["word"])
        places = (at for at, group in enumerate(query.groups) if " ".join(group.words) == word)
        return cls(said, word, next(places, -1))


def understood_html(
    query: Query, gallery: Gallery, filters: Filters, photo: bool = False, remark: str = ""
) -> Markup:
    """What was understood, under the search box; nothing where nothing was asked.

    Args:
        query: As understood.
        gallery: That is searched.
        filters: As searched with.
        remark: A sentence on something else that was asked.
        photo: Whether the words are a photo's captions unchanged, which need no remarks.
    """
    remarks: Sequence[Remark] = ()
    if query and not photo:
        remarks = gallery.remarks(replace(query, corrections=()), filters)
    return render(
        "understood",
        chips=[Chip.of(place, group) for place, group in enumerate(query.groups)],
        typed=str(query),
        corrections=() if photo else query.corrections,
        remarks=[*(Note.of(one, query) for one in remarks), *([Note(remark)] if remark else [])],
    )


def reworded(gallery: Gallery, words: str, action: str, place: int) -> str:
    """The text of the search box after a chip was used.

    Args:
        gallery: Whose words are known.
        words: That the chips are of.
        action: "remove", "turn", or "literal" for the words as typed.
        place: Of the chip's group.

    Returns:
        The text; unchanged where there is no such chip.
    """
    query = gallery.understand(words)
    if action == "literal":
        return rewording.literal(query)
    if not 0 <= place < len(query.groups):
        return words
    change = rewording.without if action == "remove" else rewording.opposite
    return change(query, query.groups[place], gallery.understand)


def less_of(gallery: Gallery, words: str, match: Match, kind: str, without: bool) -> str:
    """The text of the search box after less of a reason was wanted, or pieces without it.

    Args:
        gallery: Whose words are known.
        words: Of the search box.
        match: The piece whose reason it is, found with this words.
        kind: The row of the reason, such as "metal".
        without: Whether it is excluded.
    """
    change = partial(rewording.opposite if without else rewording.lesser)
    for _ in range(8):
        query = gallery.understand(words)
        groups = [one for one in replace(match, query=query).of_kind(kind) if not one.implied]
        if not without:
            groups = [one for one in groups if not one.lesser]
        if not groups:
            break
        words = change(query, groups[0], gallery.understand)
    if without and not any(
        group.excluded and row_of(group.kind) == kind for group in gallery.understand(words).groups
    ):
        row = next((row for row in match.rows if row.kind == kind), None)
        if row:
            words = rewording.excluding(words, row.words.split(", ")[:1])
    return words
