"""The cards, one for each model: its caption, its confidence and what else it considered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from captioning.decoders import registry
from captioning.describe.captioner import Caption
from captioning.ui.caption_words import CaptionWord, caption_words
from captioning.ui.markup import render

LEVELS = {"basic": "Basic", "normal": "Normal", "complete": "Complete"}
GUESSING = 0.25  # below this confidence, as for about one jewelry photo in twenty, the card warns


@dataclass(frozen=True)
class Card:
    """What the template shows of one model's caption.

    Attributes:
        name: The model's name in code.
        title: Its name for people.
        caption: Its answer.
        parameters: Number of its parameters.
    """

    name: str
    title: str
    caption: Caption
    parameters: int

    @property
    def guessing(self) -> bool:
        """Whether the confidence is low enough for a warning."""
        return self.caption.confidence < GUESSING

    @property
    def words(self) -> list[CaptionWord]:
        """The words of the caption."""
        return caption_words(self.caption)


def cards_html(
    captions: Mapping[str, Caption], parameters: Mapping[str, int], answer: str
) -> Markup:
    """All cards, and the question which caption is better.

    Args:
        captions: By model name.
        parameters: Number of parameters by model name.
        answer: A mark that differs for every answer, so that the browser repaints.
    """
    cards = [
        Card(name, registry.title(name), caption, parameters.get(name, 0))
        for name, caption in captions.items()
    ]
    return render("cards", cards=cards, levels=LEVELS, answer=answer)


def empty_cards_html(names: Iterable[str]) -> Markup:
    """The cards of these models before there is a photo."""
    return render("empty_cards", titles={name: registry.title(name) for name in names})
