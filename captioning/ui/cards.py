"""The cards: what the models say of a photo, once where they agree and marked where they do not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from captioning.decoders import registry
from captioning.describe.captioner import Alternative, Caption
from captioning.language.phrases import ENGLISH, Rendering, in_language
from captioning.language.stems import STOP_WORDS
from captioning.language.sure_part import sure_part
from captioning.ui.caption_words import CaptionWord, caption_words
from captioning.ui.hits import marked
from captioning.ui.markup import render
from captioning.ui.texts import language, listed, text

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
class Said:
    """A model's caption.

    Attributes:
        name: The model's name in code.
        caption: Its answer.
    """

    name: str
    caption: Caption

    @property
    def title(self) -> str:
        """The model's name for people."""
        return registry.title(self.name)

    @property
    def words(self) -> list[CaptionWord]:
        """The words of the caption."""
        return caption_words(self.caption)

    @property
    def in_language(self) -> Rendering:
        """The caption in the reader's language; in English if it names no piece of jewelry."""
        return self.caption.in_language(language())


@dataclass(frozen=True)
class Card:
    """What the template shows of one caption.

    Attributes:
        models: Those that say it, the one whose wording is shown first.
        others: What the other cards say.
    """

    models: Sequence[Said]
    others: Sequence[Said] = ()

    @property
    def name(self) -> str:
        """The models' names in code."""
        return " ".join(one.name for one in self.models)

    @property
    def title(self) -> str:
        """Their names for people: "Transformer and LSTM"."""
        return listed([one.title for one in self.models])

    @property
    def caption(self) -> Caption:
        """The caption shown."""
        return self.models[0].caption

    @property
    def guessing(self) -> bool:
        """Whether the caption is unsure enough for a warning."""
        if self.caption.certainty is not None:
            return "type" in self.caption.unclear
        return self.caption.confidence < GUESSING

    @cached_property
    def said(self) -> Rendering:
        """The caption in the reader's language; in English if it names no piece of jewelry."""
        return self.models[0].in_language

    @property
    def sure(self) -> str:
        """What is sure of the caption, in the reader's language."""
        left = sure_part(self.caption.text, self.caption.unclear)
        unclear = [text(f"cards.unclear_{kind}") for kind in self.caption.unclear]
        return ", ".join([in_language(left, language()).text, *unclear])

    @property
    def levels(self) -> list[str]:
        """The levels of detail to choose from; "complete" where it says more."""
        said = self.said.levels
        return [level for level in LEVELS if level != "complete" or said[level] != said["normal"]]

    @property
    def translated(self) -> bool:
        """Whether the caption is shown in another language than the model's."""
        return self.said.language != ENGLISH

    @cached_property
    def differing(self) -> set[str]:
        """Words of the model that another card lacks, without those that carry no meaning."""
        lacking = _lacking(self.caption.text, [one.caption.text for one in self.others])
        return lacking - STOP_WORDS

    @property
    def doubtful(self) -> bool:
        """Whether a word of the model looks uncertain."""
        return any(word.unsure for word in self.models[0].words)

    @property
    def text(self) -> Markup:
        """The caption in the reader's language, with the words that another card lacks marked."""
        others = [one.in_language for one in self.others]
        if any(one.language != self.said.language for one in others):
            return Markup(escape(self.said.text))
        return marked(self.said.text, _lacking(self.said.text, [one.text for one in others]))

    @cached_property
    def alternatives(self) -> list[Considered]:
        """The other captions, without those that read like one before them."""
        found, seen = [], {_reading(self.caption.text)}
        texts = {self.said.text}
        for other in self._alternatives:
            said = in_language(other.text, language())
            if said.text not in texts and _reading(other.text) not in seen:
                found.append(Considered(said.text, said.language, other.confidence))
            texts.add(said.text)
            seen.add(_reading(other.text))
        return found

    @property
    def less_probable(self) -> bool:
        """Whether an alternative is more probable than the caption."""
        best = max((other.confidence for other in self.alternatives), default=0.0)
        return best > max(one.caption.confidence for one in self.models)

    @property
    def _alternatives(self) -> list[Alternative]:
        every = [other for one in self.models for other in one.caption.alternatives]
        return sorted(every, key=lambda other: -other.log_probability)


def cards_html(captions: Mapping[str, Caption], answer: str) -> Markup:
    """All cards, what their marks mean, and the question which caption is better.

    Args:
        captions: By model name.
        answer: A mark that differs for every answer, so that the browser repaints.
    """
    said = [Said(name, caption) for name, caption in captions.items()]
    cards = _cards(said)
    return render(
        "cards",
        cards=cards,
        doubtful=any(card.doubtful for card in cards),
        disputed=any(card.differing for card in cards),
        levels=LEVELS,
        answer=answer,
        jewelry=all(one.caption.shows_jewelry for one in said),
    )


def empty_cards_html(names: Iterable[str]) -> Markup:
    """What stands in the cards' place before there is a photo.

    Args:
        names: Of the models.
    """
    titles = {name: registry.title(name) for name in names}
    return render("empty_cards", titles=titles)


def _cards(said: Sequence[Said]) -> list[Card]:
    """A card for each different caption."""
    alike: dict[tuple[str, ...], list[Said]] = {}
    for one in said:
        alike.setdefault(_reading(one.caption.text), []).append(one)
    groups = list(alike.values())
    return [
        Card(group, [others[0] for others in groups if others is not group]) for group in groups
    ]


def _reading(text: str) -> tuple[str, ...]:
    """The same for captions that differ by an article, a preposition or their order alone."""
    return tuple(sorted(word for word in text.lower().split() if word not in STOP_WORDS))


def _lacking(text: str, others: Sequence[str]) -> set[str]:
    """The words of a text that one of the others lacks."""
    words = set(text.lower().split())
    return {word for other in others for word in words - set(other.lower().split())}
