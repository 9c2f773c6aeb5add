"""Drawn captions: spread as the probabilities say, and the same every time."""

import numpy as np
import pytest
import torch

from captioning.decoders.tokenizer import build_tokenizer
from captioning.describe.beam_search import beam_search
from captioning.describe.engine.contract import Sizes
from captioning.describe.engine.eager import EagerDecoder
from captioning.describe.sampling import Draws, drawn_words
from captioning.language.terms import Term

FAINT = 0.003


def extend(draws, shares):
    """Samples words of which all captions have the same probabilities."""
    with np.errstate(divide="ignore"):
        log_probs = np.log(np.array([shares], np.float32))
    draws.extend(log_probs, np.zeros(draws.live.shape, int))
    return draws.last[0]


def search(decoder, features, **options):
    return beam_search(EagerDecoder(decoder), features.numpy(), **options)


def test_codes_spread_the_captions_as_the_probabilities_say():
    shares = [0.0, 0.0, 0.1, 0.0, 0.55, 0.35]
    draws = Draws(1, 20, Sizes(6, 25))
    first = extend(draws, [0, 0, 0, 0.1, 0.55, 0.35])
    assert np.bincount(first, minlength=6).tolist() == [0, 0, 0, 2, 11, 7]
    second = extend(draws, shares)
    assert np.bincount(second, minlength=6).tolist() == [0, 0, 2, 0, 11, 7]
    assert {(4, 5), (5, 4), (4, 4)} <= set(zip(first.tolist(), second.tolist(), strict=True))
    third = extend(draws, shares)
    assert (third[second == 2] == 0).all()  # padding after the end


def test_counts_are_the_mean_probabilities_until_the_end():
    draws = Draws(1, 2, Sizes(6, 25))
    extend(draws, [0, 0, 0.5, 0, 0.5, 0.0])  # one ends, one says word 4
    extend(draws, [0, 0, 0.0, 0, 0.25, 0.75])
    assert draws.counts[0].tolist() == pytest.approx([0, 0, 0.5, 0, 0.5 + 0.125, 0.375])


def test_draws_are_the_same_alone_and_in_a_batch(decoder, features):
    together = search(decoder, features, beams=2, drawn=4).draws
    alone = search(decoder, features[1:2], beams=2, drawn=4).draws
    length = alone.tokens.shape[-1]
    assert np.array_equal(together.tokens[1, :, :length], alone.tokens[0])
    np.testing.assert_allclose(together.counts[1], alone.counts[0], atol=1e-4, rtol=1e-3)


def test_draws_do_not_disturb_the_search(decoder, features):
    plain = search(decoder, features, beams=3, kept=3).captions
    beside = search(decoder, features, beams=3, kept=3, drawn=5)
    assert np.array_equal(plain, beside.captions)
    assert beside.draws.tokens.shape[:2] == (3, 5)


def test_draws_follow_the_decoder(decoder, features):
    """Each step's probabilities are those of the words drawn so far, beams or no beams."""
    draws = search(decoder, features, beams=3, drawn=3).draws
    tokens = torch.from_numpy(draws.tokens).flatten(0, 1)  # (B * K, T)
    begin = tokens.new_full((len(tokens), 1), 1)
    with torch.no_grad():
        logits = decoder(
            encoder_outputs=(features,), decoder_input_ids=torch.cat([begin, tokens[:, :-1]], 1)
        ).logits
    logits[..., [0, 1, 3]] = -torch.inf
    shares = logits.softmax(-1) * (tokens != 0)[..., None]
    counts = shares.view(3, 3, *shares.shape[1:]).sum(2).mean(1)
    torch.testing.assert_close(torch.from_numpy(draws.counts), counts, atol=1e-4, rtol=1e-3)


def test_words_are_drawn_as_often_as_they_are_probable():
    edges = np.array([[0.25, 0.0, 0.5, 0.125, 0.125]]).cumsum(1)
    codes = (np.arange(8) + 0.5) / 8
    assert drawn_words(edges, np.zeros(8, int), codes).tolist() == [0, 0, 2, 2, 2, 2, 3, 4]
    assert drawn_words(edges, np.zeros(2, int), np.array([0.0, 1 - 1e-7])).tolist() == [0, 4]


def test_nothing_special_is_drawn_or_expected(decoder, features):
    words = [f"w{number}" for number in range(26)]
    tokenizer = build_tokenizer([" ".join(words)])
    draws = search(decoder, features, beams=1, drawn=6).draws
    assert not np.isin(draws.tokens, [1, 3]).any()
    expected = draws.expected(0, tokenizer, FAINT)
    assert expected and set(expected) <= {Term("word", word) for word in words}
    assert min(expected.values()) >= FAINT
    assert sum(expected.values()) <= 24


def test_what_a_caption_names_counts_with_its_share():
    texts = ["silver ring", "gold ring"]
    tokenizer = build_tokenizer(texts)
    ids = [[*tokenizer.ids(text), 2] for text in texts]
    draws = Draws(1, 4, Sizes(len(tokenizer), 25))
    for step in range(3):
        shares = np.zeros(len(tokenizer))
        for one, share in zip(ids, (0.75, 0.25), strict=True):
            shares[one[step]] += share
        extend(draws, shares)
    expected = draws.expected(0, tokenizer, FAINT)
    assert expected[Term("type", "ring")] == 1
    assert expected[Term("metal", "silver")] == pytest.approx(0.75)
    assert expected[Term("word", "ring")] == pytest.approx(1)
