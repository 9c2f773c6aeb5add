"""Which phrases are alternatives: "ruby or garnet", "bangle or bracelet in bronze or copper"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from captioning.language.facets import TYPE, WORD
from captioning.language.understanding.phrase import Phrase


def joined(said: Sequence[Phrase]) -> list[Phrase]:
    """Phrases without grammar; one after "or" is an alternative to the nearest of its kind."""
    kept: list[Phrase] = []
    waiting: list[int] | None = None  # phrases before an "or" that a later one may join
    start = 0
    used: set[int] = set()
    for phrase in said:
        grammar = phrase.grammar
        if grammar == "alternatives":
            waiting = [place for place in range(start, len(kept)) if not kept[place].excluded]
            used = set()
        elif grammar in ("prepositions", "breaks", "joins"):
            if grammar == "breaks" or waiting is None or used:
                start, waiting = len(kept), None
        elif not grammar and _says_something(phrase):
            partner = None
            if waiting and not phrase.excluded:
                partner = _partner(phrase, kept, waiting, used)
            if partner is not None:
                used.add(partner)
                phrase = replace(phrase, joins=partner)
            kept.append(phrase)
    return kept


def _says_something(phrase: Phrase) -> bool:
    return bool(phrase.says or phrase.implies or phrase.words_besides or phrase.denies)


def _partner(
    phrase: Phrase, kept: Sequence[Phrase], waiting: Sequence[int], used: set[int]
) -> int | None:
    """The phrase before "or" that this one is an alternative to."""
    alike = [p for p in waiting if kept[p].kind == phrase.kind and p not in used]
    if alike:
        return alike[-1]
    kinds = {kept[waiting[-1]].kind, phrase.kind}
    mixed = TYPE not in kinds and WORD not in kinds  # "pearl or gold", "halo or solitaire"
    return waiting[-1] if mixed and not used else None
