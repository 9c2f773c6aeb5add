"""What the first tab holds when something is asked: the words, where they came from, the wishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PIL import Image

from captioning.describe.caption import Caption
from captioning.describe.photo_query import photo_query
from captioning.language.query import Query
from captioning.ui.search import LONGEST_QUERY, Wishes
from captioning.vision.likeness import thumbnail


@dataclass(frozen=True, eq=False)  # Gradio asks a state's value for its hash
class DescribedPhoto:
    """A photo that was described, as far as later questions need it.

    Attributes:
        captions: By model name, without words and attention maps.
        thumbnail: Enough to know copies of the photo.
    """

    captions: Mapping[str, Caption]
    thumbnail: Image.Image

    @classmethod
    def of(cls, photo: Image.Image, captions: Mapping[str, Caption]) -> DescribedPhoto:
        """Keeps what is needed of a photo and its captions."""
        slim = {name: replace(one, words=(), alternatives=()) for name, one in captions.items()}
        return cls(slim, thumbnail(photo))


@dataclass(frozen=True)
class Asked:
    """The state of the first tab, in the order of its controls.

    Attributes:
        described: The photo, once there is one.
        shown: What the pieces on the page answer: the words ("words") and, where more like a
            piece was asked for, its id ("liked").
        query: What stands in the box of search words.
        ranker: Whose caption is searched with: a model's name, or "both" for all.
        considered: Whether words that the models weighed but did not say count too.
        where: Which gallery is searched.
        k, minimum, type, metal, stone: As in `Wishes`.
    """

    described: DescribedPhoto | None
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
        """The chosen captions, as they are put into the box; "" without a photo."""
        return str(self._photo_query())[:LONGEST_QUERY]

    @property
    def words(self) -> str:
        """What stands in the box, no longer than it may be."""
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


def asking(asked: Asked, words: str, liked: str = "") -> Asked:
    """The state with other words in the box, and what the pieces will then answer.

    Args:
        asked: The state so far.
        words: For the box.
        liked: Id of the piece that more like it is asked for.
    """
    words = words.strip()[:LONGEST_QUERY]
    return replace(asked, query=words, shown={"words": words, "liked": liked})
