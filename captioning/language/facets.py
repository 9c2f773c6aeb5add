"""What a typed query says: facets of a piece, wanted or excluded, in groups of alternatives."""

from dataclasses import dataclass
from typing import Any

from captioning.language.lexicon import words
from captioning.language.stems import stem
from captioning.settings import shipped_settings

TYPE, METAL, STONE, LOOK, STYLE, MOTIF, SCENE, WORD = (
    "type metal stone look style motif scene word".split()
)
FACETS = (TYPE, METAL, STONE, LOOK, STYLE, MOTIF, SCENE, WORD)

ANY = "any"
"""The value of `STONE` that every stone has."""


@dataclass(frozen=True, slots=True)
class Facet:
    """Something that a piece has or lacks.

    Attributes:
        kind: One of `FACETS`.
        value: Its name in the vocabulary ("earrings", "yellow gold", "ruby", "halo"), the look of
            a stone ("blue"), or for a word its stem.
    """

    kind: str
    value: str

    @classmethod
    def of(cls, text: str) -> "Facet":
        """Reads "kind:value", as the files of words have it."""
        kind, _, value = text.partition(":")
        return cls(kind, value)

    def __str__(self) -> str:
        if self.kind == STONE and self.value == ANY:
            return "stones"
        return f"{self.value} stones" if self.kind == LOOK else self.value


@dataclass(frozen=True, slots=True)
class Said:
    """A facet with the words that it was read from.

    Attributes:
        facet: What they mean.
        words: As typed, after corrections; several where several words name it.
        weight: 1 for what is said; less for what only is implied, or second best.
    """

    facet: Facet
    words: tuple[str, ...]
    weight: float = 1.0

    def __str__(self) -> str:
        """The facet; of a word not its stem but the word."""
        if self.facet.kind != WORD:
            return str(self.facet)
        same = (word for word in self.words if stem(" ".join(words(word))) == self.facet.value)
        return next(same, self.facet.value)


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives: a piece that has one of them lacks nothing.

    Attributes:
        choices: At least one.
        excluded: Whether no piece found may have any of them.
        implied: Whether nobody said it outright.
    """

    choices: tuple[Said, ...]
    excluded: bool = False
    implied: bool = False

    @property
    def kind(self) -> str:
        """The kind of the first choice."""
        return self.choices[0].facet.kind

    @property
    def weight(self) -> float:
        """The weight of the weightiest choice."""
        return max(choice.weight for choice in self.choices)

    @property
    def lesser(self) -> bool:
        """Whether it counts less than what is said outright: implied, or said with "perhaps"."""
        return self.implied or (
            not self.excluded and self.weight <= shipped_settings().understanding.perhaps
        )

    @property
    def shown(self) -> tuple[Said, ...]:
        """The choices without the enamel and beads that a colour may be as well."""
        besides = self.kind == LOOK
        return tuple(one for one in self.choices if not (besides and one.facet.kind == WORD))

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The facets, without words."""
        return tuple(choice.facet for choice in self.choices)

    @property
    def words(self) -> tuple[str, ...]:
        """The words of all choices, each once."""
        return tuple(dict.fromkeys(word for one in self.choices for word in one.words))

    @property
    def text(self) -> str:
        """The alternatives in words: "ruby or garnet"."""
        return " or ".join(dict.fromkeys(map(str, self.shown)))

    def to_json(self) -> dict[str, Any]:
        """The group as JSON."""
        return {
            "facets": [
                {"kind": one.facet.kind, "value": one.facet.value, "words": list(one.words),
                 "weight": round(one.weight, 3)}
                for one in self.choices
            ],
            "text": self.text,
            "excluded": self.excluded,
            "implied": self.implied,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that was read as another.

    Attributes:
        typed: As the person wrote it.
        read: As it was understood.
    """

    typed: str
    read: str
