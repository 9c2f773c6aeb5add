"""Which caption of a search says best what is to be said of the photo on the whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log

from transformers import PreTrainedTokenizerFast

from captioning.language.attributes import type_of_word
from captioning.language.terms import STONES, TYPE, WORD, Term, expected_terms
from captioning.settings import Choice, Expectation
from captioning.vision.attribute_classifier import Evidence


def rarity(tokenizer: PreTrainedTokenizerFast, power: float) -> dict[str, float]:
    """How much each word of a vocabulary tells, from 0 for the commonest to 1 for the rarest.

    Words stand in the order of their frequency, and frequency falls as the rank grows (Zipf), so
    the logarithm of the rank is an inverse document frequency.

    Args:
        tokenizer: of the decoder.
        power: of the inverse document frequency, `Choice.rarity`.
    """
    ids = {w: i for w, i in tokenizer.get_vocab().items() if i not in tokenizer.all_special_ids}
    ranked = sorted(ids, key=ids.__getitem__)
    return {word: (log(rank) / log(len(ranked))) ** power for rank, word in enumerate(ranked, 1)}


def joined(
    expected: Mapping[Term, float], evidence: Evidence, settings: Expectation
) -> dict[Term, float]:
    """What a decoder expects and what the classifier sees, as one.

    Of looks, several or none of which may be named, the mean counts. Types exclude each other:
    there probabilities are multiplied, so that the type that neither finds impossible wins
    (logarithmic opinion pool, Genest and Zidek, Statistical Science, 1986).

    Args:
        expected: `Draws.expected` of a photo.
        evidence: of the same photo; it counts as far as the photo is of jewelry, and has nothing
            to say of types and looks that the classifier does not know.
        settings: shares of the two opinions.

    Returns:
        Words, and what is named unless it is faint, to expected counts.
    """
    jewelry = evidence.jewelry
    types = {Term(TYPE, kind): p for kind, p in evidence.types.items()}
    looks = {Term(STONES, look): p for look, p in evidence.looks.items()}
    agreed = {
        **_shifted(expected, _pooled(expected, types, settings), jewelry),
        **_shifted(expected, looks, settings.stones_share * jewelry),
    }
    both, least = {**expected, **agreed}, settings.faint_attribute
    return {term: count for term, count in both.items() if term not in agreed or count >= least}


def _shifted(
    expected: Mapping[Term, float], seen: Mapping[Term, float], share: float
) -> dict[Term, float]:
    """What is expected of these terms, moved by a share towards what is seen."""
    return {term: (1 - share) * expected.get(term, 0.0) + share * p for term, p in seen.items()}


def _pooled(
    expected: Mapping[Term, float], types: Mapping[Term, float], settings: Expectation
) -> dict[Term, float]:
    """Terms of types to their weighted products, which add up to 1.

    The decoder's say is the mean of what its draws name and of the words it thought of: a rare
    type may be in none of ten draws.
    """
    thought: dict[Term, float] = defaultdict(float)
    for term, count in expected.items():
        kind = type_of_word(term.text) if term.kind == WORD else None
        if kind:
            thought[Term(TYPE, kind)] += count
    unheard, share = settings.unheard, settings.type_share
    total = max(sum(thought.values()), unheard)
    products = {
        term: ((expected.get(term, 0.0) + thought[term] / total) / 2 + unheard) ** (1 - share)
        * (p + unheard) ** share
        for term, p in types.items()
    }
    return {term: product / sum(products.values()) for term, product in products.items()}


def agreement(
    caption: str, expected: Mapping[Term, float], telling: Mapping[str, float], choice: Choice
) -> float:
    """How far a caption says what is expected of it, and no more.

    Dice's coefficient of two weighted bags: the caption's words, with what it names as a whole
    ("metal: silver"), and the expected counts of both.

    Args:
        caption: one caption, its words divided by spaces.
        expected: `Draws.expected` of its photo.
        telling: `rarity` of the words.
        choice: weights of what it names.

    Returns:
        In [0, 1]: 0 for nothing in common or nothing at all.
    """
    said = expected_terms(Counter(caption.split()), {caption: 1.0})
    both = {term: min(count, expected.get(term, 0.0)) for term, count in said.items()}
    shared, total = _size(both, telling, choice), _size(said, telling, choice)
    total += _size(expected, telling, choice)
    return 2 * shared / total if total else 0.0


def _size(bag: Mapping[Term, float], telling: Mapping[str, float], choice: Choice) -> float:
    return sum(_weight(term, telling, choice) * count for term, count in bag.items())


def _weight(term: Term, telling: Mapping[str, float], choice: Choice) -> float:
    if term.kind == WORD:
        return telling.get(term.text, 1.0)
    return choice.weight(term.kind)


def best_first(
    captions: Sequence[str],
    scores: Sequence[float],
    expected: Mapping[Term, float],
    telling: Mapping[str, float],
    choice: Choice,
    guided: bool = False,
) -> list[int]:
    """Puts the caption that agrees most with what is expected before the others.

    One sentence may be the most probable and still say what few others say; the one closest to
    all that could be said risks least (minimum Bayes risk, Kumar and Byrne, NAACL 2004; of
    captions, Devlin et al., "Exploring nearest neighbor approaches", 2015).

    Args:
        captions: one or more captions that searches found.
        scores: their mean log-probabilities a token.
        expected: `joined` of their photo, or `Draws.expected` alone.
        telling: `rarity` of the words.
        choice: weights of what a caption names, and of its score.
        guided: whether a guide led the search, so that scores have no weight.

    Returns:
        Their numbers: after the first the more probable ones come first, and copies last.
    """
    numbers = range(len(captions))
    probability = 0.0 if guided else choice.probability
    worth = [
        agreement(caption, expected, telling, choice) + probability * score
        for caption, score in zip(captions, scores, strict=True)
    ]
    best = max(numbers, key=worth.__getitem__)
    order = sorted(numbers, key=lambda number: (number != best, -scores[number]))
    firsts = {captions[number]: number for number in reversed(order)}
    return sorted(order, key=lambda number: firsts[captions[number]] != number)
