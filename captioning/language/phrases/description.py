"""What a caption says of a piece, apart from the language in which it says it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrase:
    """A thing and what is said of it: "two large round rubies in claws".

    Words are keys of the language tables, which are the English words.

    Attributes:
        noun: A type of piece ("ring"), a stone ("ruby"), a part ("clasp") or a ground ("velvet").
        many: Whether there are several.
        count: How many, if said.
        qualities: Sizes, shapes, cuts, finishes and colours, in the order said.
        metals: Metals in the order said; two of a two-tone piece.
        styles: Styles of a piece, such as "stud" or "halo".
        stones: Stones that it is made of: ("opal",) in "opal bead bracelet".
        motif: What it is shaped like ("heart"), or None.
        letter: The letter of an initial, in upper case, or None.
        setting: How a stone is held ("claws"), or None.
        frame: Stones around it.
        uncounted: Whether a single one has no article: "with coral", not "with a coral".
    """

    noun: str
    many: bool = False
    count: int | None = None
    qualities: tuple[str, ...] = ()
    metals: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    stones: tuple[str, ...] = ()
    motif: str | None = None
    letter: str | None = None
    setting: str | None = None
    frame: "tuple[Phrase, ...]" = ()
    uncounted: bool = False


ORNAMENTED = ("bracelet", "bangle", "anklet", "necklace", "watch")
"""Pieces that have a motif, but not its shape."""


@dataclass(frozen=True)
class Description:
    """A caption of a piece of jewelry, taken apart.

    Attributes:
        piece: The piece; its noun is the fine type ("ring", "earrings", "set", ...).
        number: "pair" or "set" if that is said, else "single" or "several".
        members: The pieces of a set, if named.
        stones: The main stone first; accents have "small" among their qualities.
        parts: Chain or cord, clasp, dial, charm and the like, in the order said.
        scene: What the piece lies on, or None.
        near: What lies next to the piece, or None.
        worn: The part of the body that it is worn on ("wrist"), or None.
        left: Words of the caption that no other attribute carries, in the order said.
    """

    piece: Phrase
    number: str = "single"
    members: tuple[Phrase, ...] = ()
    stones: tuple[Phrase, ...] = ()
    parts: tuple[Phrase, ...] = ()
    scene: Phrase | None = None
    near: Phrase | None = None
    worn: str | None = None
    left: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing of the caption is lost."""
        return not self.left
