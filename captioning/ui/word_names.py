"""What facets and words of English captions are called in the language that is spoken."""

from collections.abc import Sequence

from captioning.language import facets
from captioning.language.facet_names import alternatives, facet_name
from captioning.language.facets import Facet, Said
from captioning.language.ground_names import ground_name
from captioning.language.phrases import ENGLISH
from captioning.language.phrases.wording import Wording, phrases
from captioning.ui.texts import language, text

_NAMED = (facets.TYPE, facets.METAL, facets.STONE, facets.STYLE, facets.MOTIF)


def shown(choices: Sequence[Said]) -> str:
    """Alternatives in the language of the person who is answered: "ruby or garnet"."""
    return alternatives(map(_named, choices), language())


def _named(one: Said) -> str:
    """A facet in the language that is spoken; words and grounds without a name as typed."""
    if one.facet.kind == facets.WORD:
        return _as_said(one)
    if one.facet.kind == facets.SCENE:
        return ground_name(one.facet.value, language()) or " ".join(one.words)
    return facet_name(one.facet, language())


def _as_said(word: Said) -> str:
    """A word as it was typed; its facet is an English stem, whatever the language."""
    found, whole = str(word), " " in word.facet.value and language() == ENGLISH
    return " ".join(word.words) if found == word.facet.value and word.words and not whole else found


def with_noun(choices: Sequence[Said]) -> str:
    """Alternatives by themselves: of stones that are named by their colour, "blue stones"."""
    if {one.facet.kind for one in choices} != {facets.LOOK}:
        return shown(choices)
    return text("kinds.coloured", colour=shown(choices))


def word_name(word: str) -> str:
    """A word of an English caption in the language that is spoken, or "" if it has no name."""
    wording = Wording(language())
    rows = (wording.row(section, word) for section in ("qualities", "parts", "grounds"))
    row = next(filter(None, rows), "")
    if row:
        return phrases(row)[0]
    if word == "pair":
        return text("kinds.pair")
    names = (facet_name(Facet(kind, word), language()) for kind in _NAMED)
    return next((name for name in names if name != word), "")
