"""The cards, one for each model: its caption, its confidence and what else it considered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from captioning.decoders import registry
from captioning.describe.captioner import Caption
from captioning.language.phrases import ENGLISH, Rendering, in_language
from captioning.ui.caption_words import CaptionWord, caption_words
from captioning.ui.markup import render
from captioning.ui.texts import language

LEVELS = ("basic", "normal", "complete")
GUESSING = 0.25  # below this confidence, as for about one jewelry photo in twenty, the card warns


@dataclass(frozen=True)
class Considered:
    """Another caption that the model considered.

    Attributes:
        text: The caption in the reader's language, if it can be rendered in it.
        language: Code of the language that the text is in.
        confidence: In (0, 1].
    """

    text: str
    language: str
    confidence: float


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

    @cached_property
    def said(self) -> Rendering:
        """The caption in the reader's language; in English if it names no piece of jewelry."""
        return self.caption.in_language(language())

    @property
    def translated(self) -> bool:
        """Whether the caption is shown in another language than the model's."""
        return self.said.language != ENGLISH

    @property
    def alternatives(self) -> list[Considered]:
        """The other captions, without those that read like one before them."""
        seen, found = {self.said.text}, []
        for other in self.caption.alternatives:
            said = in_language(other.text, language())
            if said.text not in seen:
                found.append(Considered(said.text, said.language, other.confidence))
            seen.add(said.text)
        return found

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
