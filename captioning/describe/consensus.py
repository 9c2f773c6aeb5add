"""What a photo is expected to show, and which of the captions found says it best."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log

from captioning.decoders.tokenizer import WordTokenizer
from captioning.language.attributes import type_of_word
from captioning.language.terms import METAL, STONES, TYPE, WORD, Term, expected_terms
from captioning.settings import Choice, Expectation
from captioning.vision.evidence import Evidence

DECIMALS = 6
"""Captions that agree equally to so many decimals are equally good."""


def rarity(tokenizer: WordTokenizer, power: float) -> dict[str, float]:
    """Weight of each word of a vocabulary, from 0 for the most common to 1 for the rarest.

    A vocabulary is ordered by frequency, and frequency falls with the rank (Zipf), so the
    logarithm of the rank is an inverse document frequency.

    Args:
        tokenizer: of the decoder.
        power: of the inverse document frequency, `Choice.rarity`.
    """
    ranked = [word for place, word in enumerate(tokenizer.words)
              if place not in tokenizer.special]  # fmt: skip
    return {word: (log(rank) / log(len(ranked))) ** power for rank, word in enumerate(ranked, 1)}


def combined(
    expected: Mapping[Term, float], evidence: Evidence, settings: Expectation
) -> dict[Term, float]:
    """Combines what a decoder expects with what the attribute classifier sees.

    A piece may have several stone looks or none, so their probabilities are averaged. It has one
    type and one metal, so these are multiplied, and what neither rules out wins (logarithmic
    opinion pool, Genest and Zidek, Statistical Science, 1986).

    Args:
        expected: `Draws.expected` of a photo.
        evidence: of the same photo, weighted by its probability of jewelry. Types and looks that
            the classifier does not know stay as they are.
        settings: weights of the two opinions.

    Returns:
        Expected counts of words and, unless they are faint, of attribute terms.
    """
    jewelry = evidence.jewelry
    types = {Term(TYPE, kind): p for kind, p in evidence.types.items()}
    looks = {Term(STONES, look): p for look, p in evidence.looks.items()}
    metals = {Term(METAL, metal): p for metal, p in evidence.metals.items()}
    said = {term: expected.get(term, 0.0) for term in metals}
    kinds = _product(_types_said(expected, types, settings), types, settings.type_share, settings)
    colours = _product(said, metals, settings.metal_share, settings)
    agreed = {
        **_shifted(expected, kinds, jewelry),
        **_shifted(expected, colours, jewelry),
        **_shifted(expected, looks, settings.stones_share * jewelry),
    }
    both, least = {**expected, **agreed}, settings.faint_attribute
    return {term: count for term, count in both.items() if term not in agreed or count >= least}


def _shifted(
    expected: Mapping[Term, float], seen: Mapping[Term, float], share: float
) -> dict[Term, float]:
    """The expected counts of the terms seen, moved towards what is seen by a share."""
    return {term: (1 - share) * expected.get(term, 0.0) + share * p for term, p in seen.items()}


def _types_said(
    expected: Mapping[Term, float], types: Mapping[Term, float], settings: Expectation
) -> dict[Term, float]:
    """The decoder's opinion of each type.

    The mean of the types that its sampled captions name and of the types of its expected words: a
    rare type may be in none of ten samples.
    """
    of_words: dict[Term, float] = defaultdict(float)
    for term, count in expected.items():
        kind = type_of_word(term.text) if term.kind == WORD else None
        if kind:
            of_words[Term(TYPE, kind)] += count
    total = max(sum(of_words.values()), settings.unheard)
    return {term: (expected.get(term, 0.0) + of_words[term] / total) / 2 for term in types}


def _product(
    said: Mapping[Term, float], seen: Mapping[Term, float], share: float, settings: Expectation
) -> dict[Term, float]:
    """Weighted products of both opinions.

    They add up to as much as what the classifier sees does, which is less than 1 by the
    probability that a piece has no metal.
    """
    unheard = settings.unheard
    products = {
        term: (said[term] + unheard) ** (1 - share) * (p + unheard) ** share
        for term, p in seen.items()
    }
    scale = sum(seen.values()) / (sum(products.values()) or 1.0)
    return {term: product * scale for term, product in products.items()}


def agreement(
    caption: str, expected: Mapping[Term, float], word_weights: Mapping[str, float], choice: Choice
) -> float:
    """How well a caption agrees with what is expected of its photo.

    Dice's coefficient of two weighted bags of terms: those of the caption, and the expected ones.

    Args:
        caption: words separated by spaces.
        expected: `combined` of its photo, or `Draws.expected` alone.
        word_weights: `rarity` of the words.
        choice: weights of the attribute terms.

    Returns:
        In [0, 1]: 0 if they share nothing, or if both are empty.
    """
    whole = _size(expected, word_weights, choice)
    return _dice(caption, expected, whole, word_weights, choice)


def _dice(
    caption: str,
    expected: Mapping[Term, float],
    whole: float,
    word_weights: Mapping[str, float],
    choice: Choice,
) -> float:
    """`agreement` with expected terms whose `_size` is known."""
    said = expected_terms(Counter(caption.split()), {caption: 1.0})
    both = {term: min(count, expected.get(term, 0.0)) for term, count in said.items()}
    shared, total = _size(both, word_weights, choice), _size(said, word_weights, choice) + whole
    return 2 * shared / total if total else 0.0


def _size(bag: Mapping[Term, float], word_weights: Mapping[str, float], choice: Choice) -> float:
    return sum(_weight(term, word_weights, choice) * count for term, count in bag.items())


def _weight(term: Term, word_weights: Mapping[str, float], choice: Choice) -> float:
    if term.kind == WORD:
        return word_weights.get(term.text, 1.0)
    return choice.weight(term.kind)


def best_first(
    captions: Sequence[str],
    scores: Sequence[float],
    expected: Mapping[Term, float],
    word_weights: Mapping[str, float],
    choice: Choice,
    guided: bool = False,
) -> list[int]:
    """Orders captions: the one that agrees most with what is expected comes first.

    The most probable sentence may say something that few others say. The one closest to all that
    could be said has the least risk (minimum Bayes risk, Kumar and Byrne, NAACL 2004; for
    captions, Devlin et al., "Exploring nearest neighbor approaches", 2015).

    Args:
        captions: one or more captions that searches found.
        scores: their mean log-probabilities a token.
        expected: `combined` of their photo, or `Draws.expected` alone.
        word_weights: `rarity` of the words.
        choice: weights of attribute terms and of the scores.
        guided: whether the classifier guided the search; scores have no weight then.

    Returns:
        Their numbers: the chosen caption, then the others by probability, duplicates last.
    """
    numbers = range(len(captions))
    probability = 0.0 if guided else choice.probability
    whole = _size(expected, word_weights, choice)
    agreed = {
        caption: _dice(caption, expected, whole, word_weights, choice) for caption in {*captions}
    }
    worth = [
        agreed[caption] + probability * score
        for caption, score in zip(captions, scores, strict=True)
    ]
    # The same words in another order agree alike up to rounding: the more probable order is taken.
    best = max(numbers, key=lambda number: (round(worth[number], DECIMALS), scores[number]))
    order = sorted(numbers, key=lambda number: (number != best, -scores[number]))
    firsts = {captions[number]: number for number in reversed(order)}
    return sorted(order, key=lambda number: firsts[captions[number]] != number)
