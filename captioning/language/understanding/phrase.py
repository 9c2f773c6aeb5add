"""A phrase of a query with its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from captioning.language.facets import LOOK, METAL, STONE, WORD, Facet
from captioning.language.stems import STOP_WORDS, stem
from captioning.language.understanding.folding import pieces
from captioning.language.understanding.meaning import (
    CAPTIONS,
    Choices,
    Meaning,
    looks_of,
    meaning_of,
)
from captioning.language.understanding.reading import Item
from captioning.language.understanding.vocabulary import vocabulary

_COLOURS_OF_GOLD = ("gelb", "rose", "weiss", "rot")
"""Within a German compound: "rotgoldring" is of one gold."""


@dataclass(frozen=True)
class Phrase:
    """A phrase of a query with its meaning.

    Attributes:
        words: As typed.
        says, implies: Groups of alternatives.
        words_besides: Words that captions may also have, such as "engagement".
        denies: What it excludes by itself, as "plain" does.
        excluded: Whether it is not wanted.
        joins: The place of the phrase that it is an alternative to.
        grammar: The entry, if it is no meaning.
        span: Its first token, and the one after its last.
        general: Whether its first choice is what it says, and others are second to that.
        perhaps: Whether it is wanted less than what is said outright.
        mark: The row of a mark of a metal, such as "gold" for "18k"; else empty.
    """

    words: tuple[str, ...]
    says: tuple[Choices, ...] = ()
    implies: tuple[Choices, ...] = ()
    words_besides: Choices = ()
    denies: Choices = ()
    excluded: bool = False
    joins: int | None = None
    grammar: str = ""
    span: tuple[int, int] = (0, 0)
    general: bool = False
    perhaps: bool = False
    mark: str = ""

    @property
    def kind(self) -> str:
        """The kind of what it says first."""
        groups = self.says or self.implies
        if not groups:
            return WORD if self.words_besides else self.grammar
        kind = groups[0][0].kind
        return STONE if kind == LOOK else kind


def phrases_of_item(item: Item) -> Iterator[Phrase]:
    """The phrases of an item by itself; one for each part of a compound."""
    # the type comes last, so that a negation before "Siegelringe" leaves rings
    for entry in sorted(item.entries, key=lambda one: one.section == "types"):
        if entry.section in ("word", "scenes", CAPTIONS):
            yield Phrase(item.words, words_besides=caption_words(item))
        elif not entry.means:
            yield Phrase(item.words, grammar=entry.section)
        else:
            meaning = meaning_of(entry)
            general = _other_golds(item) if entry.section == "metals" else ()
            says = ((*meaning.says[0], *general),) if general else meaning.says
            english = entry.section == "trade" and item.language == "en"
            besides = _besides(item, meaning) if english else ()
            if meaning.denies:
                yield Phrase(item.words, denies=meaning.denies)
            if says or (meaning.implies and not item.exact):
                yield Phrase(
                    item.words,
                    says,
                    () if item.exact else meaning.implies,
                    besides,
                    excluded=entry.denied,
                    general=bool(general),
                    mark=entry.name if entry.section == "marks" else "",
                )


def looks_phrase(colour: Item, words: tuple[str, ...]) -> Phrase:
    """Stones of a colour."""
    return Phrase(words, says=(looks_of(colour.name),), general=True)


def caption_words(item: Item) -> Choices:
    """The words of an item as captions may have them, in English where a row names them."""
    if item.section in ("scenes", "colours") and item.language != "en":
        return (Facet(WORD, stem(item.name)),)
    texts = [item.name] if item.section == CAPTIONS else item.words
    found = [word for text in texts for word in pieces(text)]
    return tuple(Facet(WORD, stem(word)) for word in found if word not in STOP_WORDS)


def _besides(item: Item, meaning: Meaning) -> Choices:
    """The words of a trade word that captions may have, without those that are said anyway."""
    said = {stem(facet.value) for group in meaning.says for facet in group}
    said |= vocabulary(item.language).types
    return tuple(facet for facet in caption_words(item) if facet.value not in said)


def _other_golds(item: Item) -> Choices:
    """Rose gold too, where gold of no colour is named."""
    words = vocabulary(item.language)
    said = {part for word in item.words for part in pieces(word)}
    plain = not said.isdisjoint(words.gold) and said.isdisjoint(words.metal_colours)
    if len(item.entries) > 1 and item.language == "de":
        whole = "".join(said)
        plain = "gold" in whole and not any(colour in whole for colour in _COLOURS_OF_GOLD)
    return (Facet(METAL, "rose gold"),) if plain else ()
