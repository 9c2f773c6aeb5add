"""What the first tab holds when something is asked: the words, where they came from, the wishes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from captioning.describe.captioner import Caption
from captioning.language.terms import Query, together
from captioning.ui.search import LONGEST_QUERY, Wishes, asked, query_of

Told = Mapping[str, Mapping[str, Any]]
"""What the page remembers of a photo: each model's text and what else it considered saying."""


def remembered(captions: Mapping[str, Caption]) -> dict[str, dict[str, Any]]:
    """The part of an answer that later questions need."""
    return {
        name: {"text": caption.text, "expected": caption.expected}
        for name, caption in captions.items()
    }


def texts(told: Told) -> dict[str, str]:
    """The captions by model name."""
    return {name: said["text"] for name, said in told.items()}


@dataclass(frozen=True)
class Asked:
    """The state of the first tab, in the order of its controls.

    Attributes:
        told: What the models said of the photo; empty without one.
        shown: What the pieces on the page answer: the words ("words") and, where more like a
            piece was asked for, its id ("liked").
        query: What stands in the box of search words.
        ranker: Whose caption is searched with.
        considered: Whether words that the models weighed but did not say count too.
        where: Which gallery is searched.
        k, minimum, type, metal, stone: As in `Wishes`.
    """

    told: Told
    shown: Mapping[str, str]
    query: str
    ranker: str
    considered: bool
    where: str
    k: int
    minimum: float
    type: str
    metal: str
    stone: str

    @property
    def wishes(self) -> Wishes:
        """How to answer."""
        return Wishes(self.k, self.minimum, self.type, self.metal, self.stone)

    @property
    def liked(self) -> str:
        """Id of the piece that "more like this" was asked for, or ""."""
        return self.shown.get("liked", "")

    @property
    def caption(self) -> str:
        """What the models said, as it is put into the box."""
        return query_of(texts(self.told), self.ranker)

    @property
    def words(self) -> str:
        """What stands in the box, no longer than it may be."""
        return (self.query or "").strip()[:LONGEST_QUERY]

    def search_terms(self) -> Query:
        """What to search with: the box, with the models' other thoughts while it is unchanged."""
        plain = asked(self.words)
        if not (self.considered and self.told and self.words == self.caption):
            return plain
        chosen = [said for said in self.told.values() if said["text"] in self.words]
        said = plain if isinstance(plain, dict) else {plain: 1.0}
        return together([*(one["expected"] for one in chosen), said])


def asking(asked: Asked, words: str, liked: str = "") -> Asked:
    """The state with other words in the box, and what the pieces will then answer.

    Args:
        asked: The state so far.
        words: For the box.
        liked: Id of the piece that more like it is asked for.
    """
    words = words.strip()[:LONGEST_QUERY]
    return replace(asked, query=words, shown={"words": words, "liked": liked})
