"""A typed query reworded: without a wish, with its opposite, with less of it, or word for word.

A rewording is found by trial: parts of the text are cut, what is left is understood, and the
shortest cut that changes the wish and nothing else is taken. So it holds in every language that
queries are read in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from captioning.language.facet_names import alternatives, grammar, group_name
from captioning.language.facets import Facet, Group
from captioning.language.group_words import denied, named, said
from captioning.language.query import Query
from captioning.language.understanding.folding import folded
from captioning.language.understanding.reading import read
from captioning.language.understanding.tokens import tokens

Understand = Callable[[str], Query]

_PARTS = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[^\w\s]|_")
_BEFORE, _AFTER = 5, 3  # parts of the text that may be cut with a word
_SMALL = (
    "prepositions",
    "alternatives",
    "joins",
    "negations",
    "negations_one",
    "negations_after",
    "perhaps",
)
_Key = frozenset[tuple[frozenset[Facet], str]]


def without(query: Query, group: Group, understand: Understand) -> str:
    """The text of a query without one of its groups.

    Args:
        query: As understood.
        group: One of its groups.
        understand: How the query was understood.

    Returns:
        A text, empty where nothing else was asked; corrections stay made.
    """
    if group.implied:
        return _quoted(_text(query), group.words)
    text, own = _text(query), set(group.words)
    along = [one for one in query.groups if one.implied and own >= set(one.words)]
    goal, gone = _key(query.groups) - _key([group, *along]), _key([group])
    others = [one for one in query.groups if one is not group and not one.implied]
    kept = " ".join(group_name(one, query.language) for one in others if set(one.words) <= own)
    for _ in range(6):
        spans, places = _places(text, group)
        if not places or not _key([group]) & _key(understand(text).groups):
            break
        words = _cluster(places)
        cut = _best(list(_cuts(text, spans, words)), goal, understand, text, gone)
        if kept and _key(understand(cut).groups) != goal:
            cut = _best([cut, *_cuts(text, spans, words, put=kept)], goal, understand, text, gone)
        shorter, text = len(cut) < len(text), cut
        if not shorter:
            break
    plain = named([one for one in others if one not in along], query.language)
    return _best([text, plain], goal, understand, gone=gone)


def opposite(query: Query, group: Group, understand: Understand) -> str:
    """The text of a query with one of its groups excluded instead of wanted, or the reverse."""
    text, language = _text(query), query.language
    goal, gone = (_key(query.groups) - _key([group])) | _turned(group), _key([group])
    if not group.excluded:
        rest = text if group.implied else without(query, group, understand)
        others = [one for one in query.groups if one is not group and not one.implied]
        ways = [
            *denied(rest, group, language),
            *denied(named(others, language), group, language),
        ]
        return _best(ways, goal, understand, gone=gone)
    spans, places = _places(text, group)
    cuts = list(_cuts(text, spans, places[:1], apart=True)) if places else []
    rest, words = without(query, group, understand), " ".join(said(group, language))
    return _best([*cuts, f"{rest} {words}", f"{rest}, {words}"], goal, understand, text, gone)


def lesser(query: Query, group: Group, understand: Understand) -> str:
    """The text of a query with a "perhaps" before one of its wishes, so that it weighs less."""
    if group.lesser:
        return _text(query)
    rest = without(query, group, understand)
    perhaps = next(iter(grammar(query.language)["perhaps"]))
    words = alternatives(said(group, query.language), query.language)
    return f"{rest}, {perhaps} {words}" if rest else f"{perhaps} {words}"


def excluding(text: str, words: Iterable[str], language: str = "en") -> str:
    """A text that excludes words besides."""
    return _tidy(f"{text} {' '.join(f'-{word}' for word in words)}")


def literal(query: Query) -> str:
    """The text of a query with quotes around what was corrected, so that it is taken as typed."""
    return _quoted(str(query), [one.typed for one in query.corrections])


def _quoted(text: str, words: Iterable[str]) -> str:
    """A text with quotes around some of its words."""
    for typed in dict.fromkeys(words):
        for part in typed.split():
            text = re.sub(rf'(?<![\w"]){re.escape(part)}(?![\w"])', f'"{part}"', text)
    return text.replace('" "', " ")


def _places(text: str, group: Group) -> tuple[list[tuple[int, int]], list[int]]:
    """The spans of the parts of a text, and the places of those that a group was read from."""
    words = {folded(part) for word in group.words for part in _PARTS.findall(word)}
    spans = [match.span() for match in _PARTS.finditer(text)]
    return spans, [at for at, (a, b) in enumerate(spans) if folded(text[a:b]) in words]


def _text(query: Query) -> str:
    """The text as it was read."""
    return query.reading or str(query)


def _key(groups: Iterable[Group]) -> _Key:
    """What groups mean, whatever the words; each excluded facet by itself."""
    found: set[tuple[frozenset[Facet], str]] = set()
    for group in groups:
        if group.excluded:
            found |= {(frozenset([facet]), "excluded") for facet in group.facets}
        else:
            found.add((frozenset(group.facets), "lesser" if group.lesser else "wanted"))
    return frozenset(found)


def _turned(group: Group) -> _Key:
    if not group.excluded:
        return frozenset((frozenset([facet]), "excluded") for facet in group.facets)
    return frozenset([(frozenset(group.facets), "wanted")])


def _best(
    texts: Sequence[str],
    goal: _Key,
    understand: Understand,
    base: str = "",
    gone: _Key = frozenset(),
) -> str:
    """The text that comes nearest to a goal in meaning, and then to a base without loose words.

    What has to go must be gone, rather than the rest stay as it is.
    """

    def cost(text: str) -> tuple[int, int]:
        query = understand(text)
        key = _key(query.groups)
        away = len(key ^ goal) + 2 * len(key & gone)
        if not base:
            return away, 0
        changed = abs(len(_PARTS.findall(base)) - len(_PARTS.findall(text)))
        return away, 3 * _loose(text, query.language) + changed

    return min(dict.fromkeys(map(_tidy, texts)), key=cost)


def _cluster(places: Sequence[int]) -> list[int]:
    """The last words that stand close together, as "ruby or garnet" do."""
    found = [places[-1]]
    for place in reversed(places[:-1]):
        if found[-1] - place > 2:
            break
        found.append(place)
    return found[::-1]


def _cuts(
    text: str,
    spans: Sequence[tuple[int, int]],
    places: Sequence[int],
    put: str = "",
    apart: bool = False,
) -> Iterator[str]:
    """The text with words cut and some parts around them; or only what is before or after.

    Args:
        text: What to cut.
        spans: Of its parts.
        places: Of the words, among the parts.
        put: What comes in the place of the words.
        apart: Cut only before or only after the words.
    """
    first, last = places[0], places[-1]
    yield from [] if apart or put else _last_of_list(text, spans, first, last)
    if apart:
        ranges = [(first - n, first - 1) for n in range(1, _BEFORE)]
        ranges += [(last + 1, last + n) for n in range(1, _AFTER)]
    else:
        ranges = [(first - a, last + b) for a in range(_BEFORE) for b in range(_AFTER)]
    for start, end in ranges:
        if not 0 <= start <= end < len(spans):
            continue
        a, b = spans[start][0], spans[end][1]
        if ";" not in text[a:b]:
            yield f"{text[:a]} {put} {text[b:]}"


def _last_of_list(
    text: str, spans: Sequence[tuple[int, int]], first: int, last: int
) -> Iterator[str]:
    """The text without the last member of a list: "no gold, silver or copper" -> "gold or silver".

    The word that links it takes the place of the comma before.
    """
    parts = [text[a:b] for a, b in spans[: first + 1]]
    commas = [place for place, part in enumerate(parts[:-2]) if part == ","]
    if commas and parts[first - 1].isalpha():
        (a, b), (link, end) = spans[commas[-1]], spans[first - 1]
        yield f"{text[:a]} {text[link:end]} {text[b:link]} {text[spans[last][1] :]}"


def _loose(text: str, language: str) -> int:
    """Small words of a text that lead nowhere: "ring with", "or a ring"."""
    items = read(tokens(text), language or "en", frozenset())
    found = 0
    for place, item in enumerate(items):
        after = items[place + 1].section if place + 1 < len(items) else "end"
        article = item.section == "fillers" and len(item.words[0]) < 4
        ends = ("end", "breaks", "prepositions", "joins", "alternatives", "negations")
        found += (item.section in _SMALL or article) and after in ends
        found += item.section == "breaks" and after in ("breaks", "end")
        found += not place and item.section in ("alternatives", "joins", "breaks")
    return found


def _tidy(text: str) -> str:
    """The text without doubled spaces and commas."""
    text = re.sub(r"(?<!\S)[-\u2212](?!\S)", "", text)
    text = re.sub(r"\s+([,;.!?)])", r"\1", " ".join(text.split()))
    text = re.sub(r"([,;])(?:\s*[,;])+", r"\1", text)
    return re.sub(r"^[\s,;.]+|[\s,;]+$", "", text.replace('""', ""))
