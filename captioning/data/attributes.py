"""What is known of a piece of jewelry, whoever says so: a label, a caption, a gallery's file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Attributes:
    """Type, metal, stones, motif and style of a piece.

    Attributes:
        type: Fine type ("ring", "earrings", "necklace", "pendant", "bracelet", "bangle", "anklet",
            "brooch", "watch", "set"), or None if unknown.
        metal: Colour of the metal as it looks ("yellow gold", "rose gold", "silver", "copper",
            "bronze", "black", "mixed"), or None if unknown; a label may also say "none".
        stones: Names of stones, singular, the main one first, each once.
        motif: What the piece is shaped like ("heart", "flower", ...), or None.
        style: Style words, such as "halo" or "cocktail".
        no_stones: True if the piece is known to have no stones. Without it, empty `stones` mean
            that nothing is known of them.
    """

    type: str | None = None
    metal: str | None = None
    stones: tuple[str, ...] = ()
    motif: str | None = None
    style: tuple[str, ...] = ()
    no_stones: bool = False

    def __post_init__(self) -> None:
        if self.stones and self.no_stones:
            raise ValueError(f"A piece with {', '.join(self.stones)} is not one without stones.")

    @property
    def stones_known(self) -> bool:
        """Whether the stones are known, having none included."""
        return bool(self.stones) or self.no_stones
