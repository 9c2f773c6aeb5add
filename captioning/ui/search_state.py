"""The state of the first tab: the photo, the search words and the options of the search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Any

from PIL import Image

from captioning.describe.caption import Caption
from captioning.describe.photo_query import photo_query
from captioning.language.phrases import ENGLISH, LANGUAGES, in_language
from captioning.language.query import Query
from captioning.settings import LISTED
from captioning.ui.filter_chips import KINDS
from captioning.ui.search import LONGEST_QUERY, MOST_HITS, SearchOptions
from captioning.ui.texts import language
from captioning.vision.likeness import thumbnail

COUNTS = (4, 8, 12, 16, MOST_HITS)
"""Numbers of pieces to choose from."""


@dataclass(frozen=True, eq=False)  # Gradio asks a state's value for its hash
class DescribedPhoto:
    """A photo that was described, with what later searches need.

    Attributes:
        captions: By model name.
        thumbnail: Enough to know copies of the photo.
        shown: What the page shows of it, as `photo_part.kept` keeps it; frames are drawn on it.
        whole: The photo that it is a part of.
    """

    captions: Mapping[str, Caption]
    thumbnail: Image.Image
    shown: bytes = b""
    whole: bytes = b""

    @classmethod
    def of(
        cls,
        photo: Image.Image,
        captions: Mapping[str, Caption],
        shown: bytes = b"",
        whole: bytes = b"",
    ) -> DescribedPhoto:
        """The part of a photo and its captions that later searches and frames need."""
        return cls(dict(captions), thumbnail(photo), shown, whole)


@dataclass(frozen=True)
class SearchState:
    """The state of the first tab, in the order of its controls.

    Attributes:
        described: The photo, once there is one.
        answered: What the results on the page answer: the words ("words"), the "gallery", after
            "More like this" the id of the piece ("similar_to") and, once a person has set one, the
            minimum score ("least").
        query: The text of the search box.
        ranker: Whose caption is searched with: a model's name, or "both" for all.
        considered: Whether words that the models considered but did not choose count too.
        gallery: Name of the gallery that is searched.
        k: As in `SearchOptions`.
        minimum: Where the slider stands: what was applied last, whoever set it.
        chosen: The filters, by kind.
    """

    described: DescribedPhoto | None
    answered: Mapping[str, Any]
    query: str
    ranker: str
    considered: bool
    gallery: str
    k: int
    minimum: float
    chosen: Mapping[str, Sequence[str]]

    @property
    def options(self) -> SearchOptions:
        """The number and kind of pieces wanted."""
        kind, metal, stone = (tuple(self.chosen.get(kind, ())) for kind in KINDS)
        return SearchOptions(self.k, self.least, kind, metal, stone)

    @property
    def least(self) -> float | None:
        """The minimum score that a person has set; None for the gallery's own."""
        return self.answered.get("least")

    @property
    def similar_to(self) -> str:
        """Id of the piece whose "More like this" was pressed, or ""."""
        return str(self.answered.get("similar_to", ""))

    @property
    def caption(self) -> str:
        """The chosen captions in the reader's language, for the search box; "" without a photo."""
        return self._caption(language())

    def _caption(self, code: str) -> str:
        query = self._photo_query()
        if code == ENGLISH:
            return str(query)[:LONGEST_QUERY]
        said = (in_language(caption, code).text for caption in query.texts)
        return "; ".join(dict.fromkeys(said))[:LONGEST_QUERY]

    @property
    def words(self) -> str:
        """The text of the search box, cut to the longest query."""
        return (self.query or "").strip()[:LONGEST_QUERY]

    @property
    def photo(self) -> Image.Image | None:
        """A thumbnail of the photo, while the box holds its captions, in whatever language."""
        if self.described is None or self.words not in map(self._caption, LANGUAGES):
            return None
        return self.described.thumbnail

    def search_query(self) -> Query:
        """What to search with: the photo's query while its captions are unchanged, or the box."""
        return Query.typed(self.words) if self.photo is None else self._photo_query()

    def _photo_query(self) -> Query:
        if self.described is None:
            return Query()
        return photo_query(self.described.captions, self.ranker, considered=self.considered)

    def step(self) -> dict[str, Any]:
        """All that the search depends on but the photo, as the browser's history keeps it."""
        filters = {kind: list(self.chosen.get(kind, ())) for kind in KINDS}
        return {
            "q": self.words,
            "like": self.similar_to,
            "k": self.k,
            "least": self.least,
            "ranker": self.ranker,
            "considered": self.considered,
            "gallery": self.gallery,
            **filters,
        }

    def at(self, step: Mapping[str, Any], rankers: Sequence[str]) -> SearchState:
        """The state with the options of a step, but for its words and filters.

        Args:
            step: As `step` gives it, or as an address says it; what makes no sense is left out.
            rankers: The rankers to choose from, the usual one last.
        """
        k = int(_number(step.get("k"), LISTED))
        ranker = str(step.get("ranker"))
        least = _number(step.get("least"), nan)
        return replace(
            self.limited(None if isnan(least) else min(1.0, max(0.0, least))),
            gallery=str(step.get("gallery") or self.gallery),
            k=k if k in COUNTS else LISTED,
            considered=step.get("considered", True) is not False,
            ranker=ranker if ranker in rankers else rankers[-1],
        )

    def limited(self, least: float | None) -> SearchState:
        """The state with a minimum score that a person has set, or the gallery's own for None."""
        return replace(self, answered={**self.answered, "least": least})

    def in_language(self) -> SearchState:
        """The state with the photo's captions in the reader's language, if they are unchanged."""
        return self.with_words(self.caption, self.similar_to) if self.photo else self

    def with_words(self, words: str, similar_to: str = "") -> SearchState:
        """The state with other words in the box, and results that answer them.

        Args:
            words: For the box.
            similar_to: Id of the piece that similar ones are wanted for.
        """
        words = words.strip()[:LONGEST_QUERY]
        answered = {
            "words": words, "similar_to": similar_to, "gallery": self.gallery, "least": self.least,
        }  # fmt: skip
        return replace(self, query=words, answered=answered)


def _number(value: object, default: float) -> float:
    """A finite number that an address says, or the default."""
    try:
        number = float(str(value))
    except ValueError:
        return default
    return number if abs(number) < 1e6 else default
