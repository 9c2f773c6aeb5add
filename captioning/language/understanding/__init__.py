"""What a typed query means: which facets are wanted, which are excluded, which are alternatives."""

from __future__ import annotations

from collections.abc import Collection

from captioning.language.attributes import attributes
from captioning.language.query import Query
from captioning.language.understanding.blending import blended
from captioning.language.understanding.corrections import respelled
from captioning.language.understanding.grouping import grouped
from captioning.language.understanding.phrasing import phrases
from captioning.language.understanding.reading import unknown
from captioning.language.understanding.settling import covers, settled
from captioning.language.understanding.tokens import text_of, tokens

__all__ = ["covers", "understand"]


def understand(text: str, known: Collection[str] = frozenset()) -> Query:
    """Understands a query as a jeweler would.

    Args:
        text: As typed, in any of the languages, of any length.
        known: Stems of the words that the gallery has; none of them is corrected.

    Returns:
        The query with its groups of alternatives, wanted and excluded; the corrections made; the
        language; and the words that nothing is known of.

    >>> understand("ruby or garnet ring, not gold").line
    'ring · stones: ruby or garnet · not: yellow gold or rose gold'
    """
    query = respelled(tokens(text), known)
    said, language, items = query.said, query.language, query.items
    strange = tuple(dict.fromkeys(item.words[0] for item in unknown(items, known)))
    meant, denied = phrases(items, strange if known else ())
    wanted = (
        " ".join(token.typed for place, token in enumerate(said) if place not in denied)
        if language == "en"
        else ""
    )
    groups, contradicted = settled(grouped(blended(meant, items), known), attributes(wanted))
    return Query(
        texts=Query.typed(text).texts,
        groups=groups,
        corrections=query.corrections,
        language=language,
        unknown=strange if known else (),
        reading=text_of(said) if query.corrections else "",
        contradicted=contradicted,
        wanted_text=wanted,
    )
