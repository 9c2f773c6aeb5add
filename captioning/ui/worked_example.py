"""An answer of the models to a photo of ours, shown before a person has chosen one."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from PIL import Image, ImageOps

from captioning.decoders import registry
from captioning.describe.caption import Caption
from captioning.describe.photo_query import photo_query
from captioning.describe.shared import SharedCaptioner
from captioning.language.phrases import Rendering
from captioning.language.stems import STOP_WORDS
from captioning.ui.caption_words import CaptionWord, caption_words
from captioning.ui.hits import Item
from captioning.ui.markup import render
from captioning.ui.matches import Match, best_fitting
from captioning.ui.pictures import encoded
from captioning.ui.search import GalleryView, SearchOptions
from captioning.ui.texts import language
from captioning.vision.likeness import thumbnail
from captioning.vision.photos import load_photo

SIDE = 360  # pixels of the square on which the photo is shown
SHOWN = 2  # pieces
MOST_ROWS = 3  # of a piece's reasons
SURE = 0.75  # probability from which a word is shown as an example


@dataclass(frozen=True)
class WorkedExample:
    """A photo, what a model says of it, and the pieces that are found.

    Attributes:
        place: Of the photo among the examples.
        picture: The photo as the models see it, as base64 of WebP.
        name: The model's name in code.
        caption: Its caption.
        items: The pieces, each with its reasons.
    """

    place: int
    picture: str
    name: str
    caption: Caption
    items: Sequence[Item]

    @classmethod
    def of(
        cls, files: Sequence[Path], captioner: SharedCaptioner, view: GalleryView
    ) -> WorkedExample | None:
        """Describes the examples until a model is sure of one, and searches with its captions.

        Returns:
            The answer, to the first example if no model is sure of any; None where all show too
            little.
        """
        first = None
        for place, file in enumerate(files):
            photo = load_photo(file)
            captions = captioner.describe(photo)
            items = _found(captions, view, thumbnail(photo))
            name = max(captions, key=lambda one: len(_sure(captions[one])), default=None)
            if name is None or not _telling(captions[name]) or len(items) < SHOWN:
                continue
            square = ImageOps.pad(captioner.near(photo), (SIDE, SIDE), color="white")
            picture = b64encode(encoded(square, SIDE)).decode()
            answer = cls(place, picture, name, captions[name], items)
            if _sure(captions[name]):
                return answer
            first = first or answer
        return first

    @property
    def title(self) -> str:
        """The model's name for people."""
        return registry.title(self.name)

    @property
    def said(self) -> Rendering:
        """The caption in the reader's language."""
        return self.caption.in_language(language())

    @property
    def words(self) -> list[CaptionWord]:
        """The words of the caption."""
        return caption_words(self.caption)

    @property
    def lit(self) -> int:
        """Place of the word, a sure one if there is any, for which it looked most at one spot."""
        places = _sure(self.caption) or _telling(self.caption)
        return max(places, key=lambda place: float(self.caption.words[place].attention.max()))


def worked_html(worked: WorkedExample) -> Markup:
    """The example as HTML; its words show their maps as those of a card do."""
    return render("worked", worked=worked, rows=MOST_ROWS)


def _telling(caption: Caption) -> list[int]:
    """Places of the words that carry a meaning."""
    return [place for place, word in enumerate(caption.words) if word.text not in STOP_WORDS]


def _sure(caption: Caption) -> list[int]:
    """The same, of words that are sure; none where type, metal or stone is not."""
    if caption.unclear:
        return []
    return [place for place in _telling(caption) if caption.words[place].probability >= SURE]


def _found(
    captions: Mapping[str, Caption], view: GalleryView, photo: Image.Image
) -> Sequence[Item]:
    query = photo_query(captions)
    asked = [view.gallery.understand(one) for one in query.texts]
    hits = view.search(query, SearchOptions(SHOWN, 0.0), photo)
    matches = [Match(hit, best_fitting(hit.piece, asked)) for hit in hits]
    return [Item(match.piece, view.address, match) for match in matches]
