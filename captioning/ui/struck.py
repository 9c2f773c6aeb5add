"""What a card strikes through must not be lit in its caption: the reasons that speak for it."""

from collections.abc import Iterable, Sequence

from captioning.gallery.gallery import Reason
from captioning.gallery.labels import stems_of
from captioning.language.facets import ANY, Group


def struck_stems(missed: Iterable[Group], had: Iterable[Group]) -> frozenset[str]:
    """Stems of what was asked and a piece lacks by its labels, though a caption may name it.

    Args:
        missed: What is struck.
        had: What the piece has; a word that is in both stays.
    """
    return _stems(missed) - _stems(had)


def standing(reasons: Iterable[Reason], struck: frozenset[str]) -> Sequence[Reason]:
    """The reasons that do not speak for what is struck."""
    return [
        one for one in reasons if not any(struck & stems_of(words) for words in one.query_words)
    ]


def _stems(groups: Iterable[Group]) -> frozenset[str]:
    names = {
        name
        for group in groups
        for one in group.choices
        for name in (*one.words, one.facet.value)
        if name != ANY
    }
    return frozenset[str]().union(*map(stems_of, names))
