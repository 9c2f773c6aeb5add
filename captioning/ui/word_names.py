"""What facets and words of English captions are called in the language that is spoken."""

from collections.abc import Iterable, Sequence

from captioning.language import facets
from captioning.language.facet_names import alternatives, facet_name
from captioning.language.facets import Facet, Said
from captioning.language.ground_names import ground_name
from captioning.language.phrases import ENGLISH
from captioning.language.phrases.inflection import adjective_forms
from captioning.language.phrases.wording import Wording, phrases
from captioning.ui.texts import language, text
from captioning.vision.evidence import NO_METAL

SHORTEST_INSIDE = 4
"""Letters of a name that is marked also inside a longer word, such as a compound or a plural."""

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


def label_name(kind: str, value: str) -> str:
    """A label of a piece in the language that is spoken; that it has no metal is one too."""
    if (kind, value) == (facets.METAL, NO_METAL):
        return text("kinds.no_metal")
    return facet_name(Facet(kind, value), language())


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


def forms(names: Iterable[str]) -> set[str]:
    """What captions in the language that is spoken may have of names, in lower case.

    Of a name of several words its longer ones and the whole: "or rose" is not "or".
    """
    found = set[str]()
    for name in map(str.lower, names):
        words = name.split()
        found |= {name, *(word for word in words if len(word) >= SHORTEST_INSIDE)}
    if language() not in ("es", "fr", "it"):
        return found
    single = [one for one in found if one.isalpha() and len(one) >= SHORTEST_INSIDE]
    inflected = (adjective_forms(one, language()) for one in single)
    return found.union(*inflected)
