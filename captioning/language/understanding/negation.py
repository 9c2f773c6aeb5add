"""What a negation or a "perhaps" covers: its noun phrase, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from captioning.language.facets import STONE, STYLE, TYPE, WORD
from captioning.language.understanding.folding import folded
from captioning.language.understanding.phrase import Phrase
from captioning.language.understanding.vocabulary import sizes

_NEGATIONS = ("negations", "negations_one", "negations_too")
_SMALL = ("fillers", "prepositions", "unknown")


def negated(said: Sequence[Phrase]) -> list[Phrase]:
    """Marks the phrases that a negation covers: "no pearls, silver" wants silver."""
    done: list[Phrase] = []
    scope = ""  # "tight" covers one phrase, "open" a noun phrase
    covered: list[int] = []
    for place, phrase in enumerate(said):
        grammar = phrase.grammar
        if grammar in _NEGATIONS and _is_of_size(said, place):
            pass  # "not too big gold hoops" are gold hoops
        elif grammar in _NEGATIONS and (across := _answers(said, place)) is not None:
            _deny_back(done, across)
            scope = ""
        elif grammar in _NEGATIONS:
            scope, covered = ("tight" if grammar == "negations_one" else "open"), []
        elif grammar == "negations_after":
            _deny_back(done)
        elif grammar == "breaks":
            scope = "" if covered or phrase.words not in ((",",), (".",)) else scope  # "excl."
        elif grammar == "prepositions":
            scope = "" if covered else scope
        elif not grammar and scope:
            if _is_beyond(phrase, covered, done):
                scope = ""
            else:
                phrase = _denied(phrase, covered, done, spare=scope == "open")
                covered.append(len(done))
                scope = "" if scope == "tight" else scope
        done.append(_own(phrase))
    return done


def _denied(phrase: Phrase, covered: Sequence[int], done: Sequence[Phrase], spare: bool) -> Phrase:
    """A phrase as excluded."""
    if len(phrase.says) > 1 and phrase.kind == STYLE:
        phrase = replace(phrase, says=phrase.says[:1])  # no hoops, but earrings
    if spare and phrase.kind == TYPE and phrase.says and _modified(covered, done):
        return _spared(phrase, done)
    return replace(phrase, excluded=True)


def _modified(covered: Sequence[int], done: Sequence[Phrase]) -> bool:
    """Whether what was excluded just before describes this noun: "not a gold ring"."""
    last = len(done) - 1
    return last in covered and done[last].kind != TYPE


def _spared(phrase: Phrase, done: Sequence[Phrase]) -> Phrase:
    """The noun of "not a gold ring": gold is excluded, not all rings."""
    wanted = any(one.kind == TYPE and one.says and not one.excluded for one in done)
    return replace(phrase, says=() if wanted else phrase.says, implies=())


def _own(phrase: Phrase) -> Phrase:
    """A phrase that excludes by itself, as "plain" does, as an excluded one."""
    if not phrase.denies:
        return phrase
    says = tuple((facet,) for facet in phrase.denies)
    return replace(phrase, says=says, excluded=True, span=(0, 0))


def _is_beyond(phrase: Phrase, covered: Sequence[int], done: Sequence[Phrase]) -> bool:
    """Whether a phrase no longer belongs to what was denied before it."""
    if not covered:
        return False
    last = done[covered[-1]]
    between = [one.grammar for one in done[covered[-1] + 1 :]]
    if "alternatives" in between:
        return False
    if "joins" in between:
        return phrase.kind != last.kind
    if last.kind in (TYPE, WORD) or phrase.kind == last.kind:
        return True
    return last.kind == STONE and _is_plural(last)


def _is_plural(phrase: Phrase) -> bool:
    word = folded(phrase.words[-1])
    return word.endswith(("s", "es", "en", "i", "e")) and not word.endswith(("ss", "us"))


def _answers(said: Sequence[Phrase], place: int) -> bool | None:
    """Whether a negation at the end of its clause denies what is before it, there or one before.

    "Diamonds no, pearls yes", "pearls are not for me", "les perles, je n'en veux pas".

    Returns:
        Whether the clause before is meant; None if the negation covers what follows.
    """
    after = next((one for one in said[place + 1 :] if one.grammar not in _SMALL), None)
    if after is not None and after.grammar != "breaks":
        return None
    rest = said[place + 1 : None if after is None else said.index(after, place + 1)]
    if any(one.grammar == "unknown" for one in rest):
        return None  # "no piercing needed": nobody knows what is denied
    before = list(said[:place])
    while before and before[-1].grammar in _SMALL:
        before.pop()
    told = len(before) < place or len(said[place].words) > 1 or said[place + 1 :][:1] != [after]
    if before and not before[-1].grammar:
        return False if told or before[-1].kind != TYPE else None
    across = told and len(before) > 1 and before[-1].grammar == "breaks"
    return True if across and not before[-2].grammar else None


def _is_of_size(said: Sequence[Phrase], place: int) -> bool:
    """Whether a negation is of a size or price, which no facet tells: "not too expensive"."""
    for one in said[place + 1 :]:
        if one.grammar not in _SMALL:
            return False
        if folded(one.words[-1]) in sizes():
            return True
    return False


def _deny_back(done: list[Phrase], across: bool = False) -> None:
    """A negation after its noun covers the phrase before it, and alternatives to that.

    Args:
        done: The phrases before the negation.
        across: Whether they end with a clause that only denies: "pearls? no thanks".
    """
    place = len(done) - 1
    while place >= 0 and done[place].grammar in _SMALL:
        place -= 1
    place -= across
    while place >= 0 and not done[place].grammar:
        described = place > 0 and done[place].kind == TYPE and _describes(done[place - 1])
        if described:  # "signet rings excluded": rings stay
            done[place] = _spared(done[place], done[: place - 1])
            place -= 1
        done[place] = _denied(done[place], (), done, spare=False)
        linked = place >= 2 and done[place - 1].grammar in ("alternatives", "joins")
        if not linked or done[place - 2].kind != done[place].kind:
            return
        place -= 2


def _describes(phrase: Phrase) -> bool:
    """Whether a phrase may describe the type that follows."""
    return not phrase.grammar and phrase.kind not in (TYPE, WORD)


def hedged(said: Sequence[Phrase]) -> list[Phrase]:
    """Marks what follows "perhaps", up to the end of its noun phrase."""
    done: list[Phrase] = []
    inside, covered = False, False
    for phrase in said:
        if phrase.grammar == "perhaps":
            inside, covered = True, False
            phrase = replace(phrase, perhaps=True)
        elif phrase.grammar in ("breaks", "joins", "prepositions") or phrase.excluded:
            inside = inside and not covered
        elif not phrase.grammar and inside:
            covered = True
            phrase = replace(phrase, perhaps=True)
        done.append(phrase)
    return done
