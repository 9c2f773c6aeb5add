"""The state of the first tab: the photo, the search words and the options of the search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PIL import Image

from captioning.describe.caption import Caption
from captioning.describe.photo_query import photo_query
from captioning.language.query import Query
from captioning.ui.search import LONGEST_QUERY, SearchOptions
from captioning.vision.likeness import thumbnail


@dataclass(frozen=True, eq=False)  # Gradio asks a state's value for its hash
class DescribedPhoto:
    """A photo that was described, with what later searches need.

    Attributes:
        captions: By model name, without words and attention maps.
        thumbnail: Enough to know copies of the photo.
    """

    captions: Mapping[str, Caption]
    thumbnail: Image.Image

    @classmethod
    def of(cls, photo: Image.Image, captions: Mapping[str, Caption]) -> DescribedPhoto:
        """The part of a photo and its captions that later searches need."""
        slim = {name: replace(one, words=(), alternatives=()) for name, one in captions.items()}
        return cls(slim, thumbnail(photo))


@dataclass(frozen=True)
class SearchState:
    """The state of the first tab, in the order of its controls.

    Attributes:
        described: The photo, once there is one.
        answered: What the results on the page answer: the words ("words") and, after "More like
            this", the id of the piece ("similar_to").
        query: The text of the search box.
        ranker: Whose caption is searched with: a model's name, or "both" for all.
        considered: Whether words that the models considered but did not choose count too.
        gallery: Name of the gallery that is searched.
        k, minimum, type, metal, stone: As in `SearchOptions`.
    """

    described: DescribedPhoto | None
    answered: Mapping[str, str]
    query: str
    ranker: str
    considered: bool
    gallery: str
    k: int
    minimum: float
    type: str
    metal: str
    stone: str

    @property
    def options(self) -> SearchOptions:
        """The number and kind of pieces wanted."""
        return SearchOptions(self.k, self.minimum, self.type, self.metal, self.stone)

    @property
    def similar_to(self) -> str:
        """Id of the piece whose "More like this" was pressed, or ""."""
        return self.answered.get("similar_to", "")

    @property
    def caption(self) -> str:
        """The chosen captions, as the search box shows them; "" without a photo."""
        return str(self._photo_query())[:LONGEST_QUERY]

    @property
    def words(self) -> str:
        """The text of the search box, cut to the longest query."""
        return (self.query or "").strip()[:LONGEST_QUERY]

    @property
    def photo(self) -> Image.Image | None:
        """A thumbnail of the photo, while the box holds its captions unchanged."""
        if self.described is None or self.words != self.caption:
            return None
        return self.described.thumbnail

    def search_query(self) -> Query:
        """What to search with: the photo's query while its captions are unchanged, or the box."""
        return Query.typed(self.words) if self.photo is None else self._photo_query()

    def _photo_query(self) -> Query:
        if self.described is None:
            return Query()
        return photo_query(self.described.captions, self.ranker, considered=self.considered)

    def with_words(self, words: str, similar_to: str = "") -> SearchState:
        """The state with other words in the box, and results that answer them.

        Args:
            words: For the box.
            similar_to: Id of the piece that similar ones are wanted for.
        """
        words = words.strip()[:LONGEST_QUERY]
        answered = {"words": words, "similar_to": similar_to}
        return replace(self, query=words, answered=answered)
