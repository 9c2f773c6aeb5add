"""What a person should know of a query: what was corrected, set aside, or leaves nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from captioning.gallery.backend import NO_FILTERS, Backend, Filters
from captioning.gallery.exclusions import excluded_facets
from captioning.gallery.labels import stems_of
from captioning.language import terms
from captioning.language.facets import ANY, LOOK, SCENE, STONE, TYPE, WORD, Group
from captioning.language.lexicon import singular
from captioning.language.query import Query
from captioning.language.terms import Term

NONE_HAS_ALL = frozenset(("lacking", "none_has_all"))
"""Names of the remarks that no piece has all that was typed."""

_MOST_NAMED = 3
"""Words that are named where no piece has them."""


class Remark(str):
    """A sentence for a person, with its name and values for those who say it in another language.

    Attributes:
        name: "corrected", "contradicted", "unknown", "nothing_said", "none_left", "none_has_all" or
            "lacking".
        values: What it names, such as the word that leaves nothing.
    """

    name: str
    values: dict[str, object]

    def __new__(cls, sentence: str, name: str, **values: object) -> "Remark":
        """A remark.

        Args:
            sentence: In English.
            name: Which sentence it is.
            values: What it names.
        """
        remark = super().__new__(cls, sentence)
        remark.name, remark.values = name, values
        return remark


def present(groups: Sequence[Group], backend: Backend) -> tuple[Group, ...]:
    """The groups without what is wanted and no piece has: it is set aside."""
    return tuple(group for group in groups if group.excluded or _known(group, backend))


def remarks(query: Query, filters: Filters, backend: Backend) -> list[Remark]:
    """The sentences for a query, none where all is plain."""
    return list(_remarks(query, filters, backend))


def _known(group: Group, backend: Backend) -> bool:
    """Whether some piece has one of the alternatives, by its labels or its words."""
    numbers = backend.weights.numbers
    for facet in group.facets:
        stems = stems_of(facet.value) if facet.value != ANY else frozenset()
        if stems and all(Term(terms.WORD, word) in numbers for word in stems):
            return True
    if group.kind in (WORD, SCENE):
        return group.kind == WORD
    return backend.count(NO_FILTERS, [group.facets]) > 0


def _remarks(query: Query, filters: Filters, backend: Backend) -> Iterator[Remark]:
    if query.corrections:
        sentence = f"Showing results for {query.reading}, not {query}."
        yield Remark(sentence, "corrected", read=query.reading, typed=str(query))
    for word in query.contradicted:
        sentence = f"“{word}” is both wanted and excluded; excluded counts."
        yield Remark(sentence, "contradicted", word=word)
    strange = list(query.unknown)
    for group in query.wanted:
        if not group.implied and not _known(group, backend):
            strange.append(" ".join(group.words))
    if strange:
        yield _aside(list(dict.fromkeys(strange)))
    if not query.groups and not strange:
        sentence = "Nothing in these words says what to look for, such as a piece, metal or stone."
        yield Remark(sentence, "nothing_said")
    yield from _nothing(query, filters, backend)


def _aside(strange: Sequence[str]) -> Remark:
    """The words that no piece has; a few of many."""
    named = strange[:_MOST_NAMED]
    quoted = [f"“{word}”" for word in named]
    others = len(strange) - len(named)
    quoted += [f"{others} other {'word' if others == 1 else 'words'}"] if others else []
    end = "it is set aside" if len(strange) == 1 else "they are set aside"
    sentence = f"No piece of this gallery has {' or '.join(quoted)}; {end}."
    return Remark(sentence, "unknown", word=", ".join([*named, *(["…"] if others else [])]))


def _nothing(query: Query, filters: Filters, backend: Backend) -> Iterator[Remark]:
    """Where no piece has all that was said: which word leaves nothing."""
    filters = replace(filters, without=(*filters.without, *excluded_facets(query)))
    wanted = [
        group
        for group in query.wanted
        if not group.lesser and group.kind not in (WORD, SCENE) and _known(group, backend)
    ]
    if backend.count(filters, [group.facets for group in wanted]):
        return
    left = {
        group: backend.count(filters, [one.facets for one in wanted if one is not group])
        for group in wanted
    }
    best = max(left, key=lambda group: left[group], default=None)
    if best is None or not left[best]:
        words = ", ".join(dict.fromkeys(w for group in query.excluded for w in group.words))
        if words:
            sentence = f"No piece is left without {words}; exclude less."
            yield Remark(sentence, "none_left", words=words)
        else:
            yield Remark("No piece has all of it.", "none_has_all")
        return
    rest = [group for group in wanted if group is not best]
    number = f"{'is' if left[best] == 1 else 'are'} {left[best]}"
    lacking = f"No {_piece(rest)}{_without(query)} has {_article(best)}"
    word = " ".join(best.words)
    yield Remark(f"{lacking}: without “{word}” there {number}.", "lacking", word=word, n=left[best])


def _piece(groups: Sequence[Group]) -> str:
    """The piece wanted: "silver ring", "piece"."""
    types = [group.text for group in groups if group.kind == TYPE]
    others = [
        " ".join(map(singular, group.text.split())) if group.kind in (STONE, LOOK) else group.text
        for group in groups
        if group.kind != TYPE
    ]  # "bead bracelet"
    return " ".join([*others, *(types or ["piece"])])


def _without(query: Query) -> str:
    words = list(dict.fromkeys(word for group in query.excluded for word in group.words))
    return f" without {' or '.join(words)}" if words else ""


def _article(group: Group) -> str:
    if group.kind == TYPE or (group.kind == STONE and len(group.choices) == 1):
        text = group.text
        return f"{'an' if text[0] in 'aeiou' else 'a'} {text}" if text[-1] != "s" else text
    return group.text
