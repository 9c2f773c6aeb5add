"""The values of filters as people write them: in any spelling, or refused with those there are."""

from collections.abc import Iterable

from captioning.data.attributes import Attributes
from captioning.gallery.metadata import Piece
from captioning.language.attributes import attributes, looks, vocabulary_form


class UnknownValue(ValueError):
    """A filter that neither the gallery nor the vocabulary knows; the text is one sentence."""


def known_value(kind: str, text: str, pieces: Iterable[Piece]) -> str:
    """The value that a person means by a filter.

    Args:
        kind: "type", "metal", "stone" or "motif".
        text: As written: "Earring", "18K Yellow Gold", "Rubies", or a stone's look, "red".
        pieces: Of the gallery; looked at only if the vocabulary lacks the value.

    Returns:
        The gallery's or the vocabulary's spelling.

    Raises:
        UnknownValue: There is no such value; the sentence lists those of the gallery.
    """
    wanted = " ".join(text.lower().split())
    form, known = _form(kind, wanted)
    if known:
        return form
    offered = _offered(kind, pieces)
    same = [value for value in offered if value.lower() in (wanted, form)]
    if same:
        return same[0]
    raise UnknownValue(
        f"No {kind} is called “{wanted[:60]}”. This gallery has {', '.join(offered) or 'none'}."
    )


def _offered(kind: str, pieces: Iterable[Piece]) -> list[str]:
    if kind != "stone":
        found = {getattr(piece, kind) for piece in pieces}
        return sorted(value for value in found if value)
    stones = {stone for piece in pieces for stone in piece.stones}
    return [*sorted(stones), *sorted({*looks(sorted(stones))} - stones)]


def _form(kind: str, text: str) -> tuple[str, bool]:
    """A value as the vocabulary has it, and whether it is in the vocabulary."""
    said = attributes(text)
    if kind == "type":
        return vocabulary_form(Attributes(type=text)).type or text, said.type is not None
    if kind == "metal":
        return vocabulary_form(Attributes(metal=text)).metal or text, said.metal is not None
    if kind == "motif":
        return said.motif or text, said.motif is not None
    return vocabulary_form(Attributes(stones=(text,))).stones[0], bool(said.stones)
