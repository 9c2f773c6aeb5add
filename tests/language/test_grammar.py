"""Words that must not come next: repetitions, and a singular after "a pair of"."""

import numpy as np
import pytest
import torch

from captioning.decoders.lstm import LstmConfig, LstmDecoder
from captioning.decoders.tokenizer import build_tokenizer
from captioning.describe.beam_search import beam_search
from captioning.describe.engine.eager import EagerDecoder
from captioning.language.grammar import Grammar
from captioning.language.lexicon import SINGLE_PIECES, TYPES

CAPTIONS = [
    "a pair of silver hoop earrings with pearls and a ring",
    "a silver bracelet and a pair of rings",
    "a gold necklace set with rubies",
]


@pytest.fixture(scope="module")
def tokenizer():
    return build_tokenizer(CAPTIONS)


def forbidden(tokenizer, *captions):
    """The words that must not follow each of some captions of one length."""
    ids = np.array([tokenizer.ids(caption) for caption in captions], int)
    pairs = zip(*Grammar.of(tokenizer.get_vocab()).forbidden(ids), strict=True)
    found = [set() for _ in captions]
    for row, token in pairs:
        found[row].add(tokenizer.words[token])
    return found if len(captions) > 1 else found[0]


PIECES = {"ring", "bracelet", "necklace", "set"}


@pytest.mark.parametrize(
    "caption, banned",
    [
        ("", set()),
        ("a", {"a"}),
        ("a silver", {"silver"}),
        ("pearls and", {"and", "pearls"}),
        ("silver rings and silver", {"silver", "rings"}),
        ("silver rings with silver", {"silver"}),
        ("gold rings and silver", {"silver"}),
        ("a pair of", {"of"} | PIECES),
        ("a pair of silver", {"silver"} | PIECES),
        ("a pair of silver hoop earrings", {"earrings"}),
        ("a pair of silver hoop earrings with a", {"a"}),
        ("a pair of silver with a", {"a"}),
        ("a silver bracelet and a pair of", {"of"} | PIECES),
        ("a pair of rings and a pair of gold", {"gold"} | PIECES),
    ],
)
def test_forbidden_next(tokenizer, caption, banned):
    assert forbidden(tokenizer, caption) == banned


def test_captions_of_a_batch_have_rules_of_their_own(tokenizer):
    captions = ["a pair of", "pearls and silver", "rings and and"]
    alone = [forbidden(tokenizer, caption) for caption in captions]
    assert forbidden(tokenizer, *captions) == alone


def test_words_that_another_noun_follows_stay_possible(tokenizer):
    assert "hoop" not in forbidden(tokenizer, "a pair of silver")
    assert not {"hoop", "stud", "cuff", "ear cuff"} & SINGLE_PIECES


def test_single_pieces_have_no_plurals_among_them():
    assert all(not noun.endswith("s") for noun in SINGLE_PIECES)
    assert SINGLE_PIECES - {"set"} <= set(TYPES)


def test_a_vocabulary_without_pairs_has_no_such_rule():
    tokenizer = build_tokenizer(["a dog and a ring"])
    assert forbidden(tokenizer, "a dog") == {"dog"}


def test_a_search_keeps_to_the_rules(tokenizer):
    """An untrained decoder writes random words, and still never breaks a rule."""
    torch.manual_seed(0)
    config = LstmConfig(vocab_size=len(tokenizer), width=16, image_channels=6, heads=2)
    decoder = EagerDecoder(LstmDecoder(config))
    rules = Grammar.of(tokenizer.get_vocab())
    photos = 4 * torch.randn(30, 4, 6).numpy()

    def breaks(grammar):
        said = beam_search(decoder, photos, beams=3, kept=3, grammar=grammar).captions
        rows = said.reshape(-1, said.shape[-1])
        return sum(
            token in rules.forbidden(row[None, :place])[1]
            for row in rows
            for place, token in enumerate(row)
            if token > 3
        )

    assert breaks(None) > 0
    assert breaks(rules) == 0
