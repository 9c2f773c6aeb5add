"""Guidance: what words gain by what is seen, and a search that follows."""

from math import log

import numpy as np
import pytest
import torch

from captioning.decoders.checkpoint import load_decoder
from captioning.decoders.tokenizer import build_tokenizer, split_words
from captioning.describe.beam_search import beam_search
from captioning.describe.engine.eager import EagerDecoder
from captioning.describe.guidance import Guide, Naming
from captioning.language.stones import look, looks, stones_said
from captioning.settings import shipped_settings
from captioning.vision.evidence import Evidence, Told

GUIDANCE = shipped_settings().guidance


@pytest.fixture(scope="module")
def decoder(tiny_checkpoints):
    return load_decoder(tiny_checkpoints / "transformer", tiny_checkpoints / "encoder")


@pytest.fixture(scope="module")
def naming(decoder):
    return Naming(decoder[1])


@pytest.fixture(scope="module")
def ids(decoder):
    return decoder[1].get_vocab()


def evidence(jewelry=1.0, types=None, looks=None):
    return Evidence(jewelry, types or {"ring": 1.0}, looks or {})


def odds(p):
    return log(p / (1 - p))


SENTENCES = (
    "an emerald cut diamond ring with mother of pearl and tiger's eye beads",
    "a rose quartz pendant with red and pale blue pear stones in a halo",
    "silver ring with a ruby pattern and a blue topaz",
    "a pair of pave cat eye earrings with green drops and crystal",
)


def test_what_a_sentence_has_named_is_known_word_by_word():
    tokenizer = build_tokenizer(SENTENCES, minimum_count=1)
    naming = Naming(tokenizer)
    for sentence in SENTENCES:
        said = split_words(sentence)
        tokens = tuple(tokenizer.ids(sentence))
        assert len(tokens) == len(said)
        for length in range(1, len(said) + 1):
            looks_named = frozenset(looks(tuple(stones_said(said[:length]))))
            assert naming.state(tokens[:length])[0] == looks_named


def test_types_gain_what_they_are_worth(naming, ids):
    guide = Guide(
        naming, evidence(types={"ring": 0.75, "earrings": 0.25, "necklace": 0.0}), GUIDANCE
    )
    gains = guide.gains([[ids["a"]]])[0]
    assert gains[ids["ring"]] == pytest.approx(log(0.75))
    assert gains[ids["pair"]] == gains[ids["earrings"]] == pytest.approx(log(0.25))
    assert gains[ids["pendant"]] == pytest.approx(log(GUIDANCE.unlikely))


def test_a_type_is_weighed_once(naming, ids):
    guide = Guide(naming, evidence(types={"ring": 0.75, "earrings": 0.25}), GUIDANCE)
    assert guide.gains([[ids["a"], ids["ring"]]])[0][ids["earrings"]] == 0


def test_stones_gain_by_their_odds(naming, ids):
    guide = Guide(
        naming, evidence(looks={"red": 0.9, "blue": GUIDANCE.threshold, "pearl": 0.05}), GUIDANCE
    )
    gains = guide.gains([[ids["a"]]])[0]
    assert gains[ids["ruby"]] == pytest.approx(odds(0.9) - odds(GUIDANCE.threshold))
    assert gains[ids["sapphire"]] == pytest.approx(0)
    assert gains[ids["pearl"]] == pytest.approx(odds(0.05) - odds(GUIDANCE.threshold))
    assert gains[naming.tokenizer.eos_token_id] == pytest.approx(
        -gains[ids["ruby"]]
    )  # to leave it out costs as much


def test_a_stone_gains_once_and_costs_each_time(naming, ids):
    guide = Guide(naming, evidence(looks={"red": 0.9, "pearl": 0.05}), GUIDANCE)
    gains = guide.gains([[ids["ruby"], ids["pearl"]]])[0]
    assert gains[ids["ruby"]] == 0
    assert gains[ids["pearl"]] < 0
    assert gains[naming.tokenizer.eos_token_id] == 0


def test_a_colour_makes_stones_of_it(naming, ids):
    guide = Guide(naming, evidence(looks={"red": 0.9}), GUIDANCE)
    assert guide.gains([[ids["red"]]])[0][ids["stone"]] > 0
    assert guide.gains([[ids["a"]]])[0][ids["stone"]] == 0


def test_what_was_weighed_before_is_not_mixed_up(naming, ids):
    """A guide that has seen other captions says the same as a new one."""
    seen = evidence(types={"ring": 0.75, "earrings": 0.25}, looks={"red": 0.9, "pearl": 0.05})
    used, words = Guide(naming, seen, GUIDANCE), ("a", "red", "ring", "ruby", "pearl")
    captions = [[ids[one], ids[other]] for one in words for other in words]
    first = used.gains(captions)
    for caption, gains in zip(captions, first, strict=True):
        assert np.array_equal(Guide(naming, seen, GUIDANCE).gains([caption])[0], gains)
    assert np.array_equal(used.gains(captions), first)


def test_no_jewelry_no_guide(naming, ids):
    guide = Guide(naming, evidence(jewelry=0.4, looks={"red": 0.9}), GUIDANCE)
    assert not guide.applies and not guide.gains([[ids["a"]]]).any()


def test_the_search_says_what_is_seen(decoder, naming):
    model, tokenizer = decoder
    torch.manual_seed(3)
    features = torch.randn(2, 4, model.config.image_channels)
    seen = [evidence(looks={"red": 0.99, "blue": 0.0, "pearl": 0.0})] * 2
    seen[1] = evidence(jewelry=0.0)
    guides = [Guide(naming, one, GUIDANCE) for one in seen]
    engine = EagerDecoder(model)
    said = beam_search(engine, features.numpy(), beams=3, kept=3, drawn=2, guides=guides)
    lanes = said.captions.reshape(2, 2, 3, -1)
    plain = beam_search(engine, features.numpy(), beams=3, kept=3, drawn=2)
    width = min(lanes.shape[-1], plain.captions.shape[-1])
    assert np.array_equal(lanes[:, 0, :, :width], plain.captions[..., :width])
    assert np.array_equal(lanes[1, 1], lanes[1, 0])  # no jewelry: both searches find the same
    width = min(said.draws.tokens.shape[-1], plain.draws.tokens.shape[-1])
    assert np.array_equal(said.draws.tokens[..., :width], plain.draws.tokens[..., :width])
    best = tokenizer.text(lanes[0, 1, 0]).split()
    assert "ruby" in best
    assert not any(look(word) in ("blue", "pearl") for word in best)


def test_what_is_told_counts_by_bayes_rule() -> None:
    seen = Evidence(0.5, {"ring": 0.9, "necklace": 0.1}, {"red": 0.2, "clear": 0.5})
    told = seen.after(Told("necklace", ("red",)), 9)
    assert told.types == pytest.approx({"ring": 0.5, "necklace": 0.5})
    assert told.looks == pytest.approx({"red": 1.8 / 2.6, "clear": 0.5})
    assert told.jewelry == pytest.approx(0.9)
    for nothing in (seen.after(Told(), 9), seen.after(Told("tiara", ("mauve",)), 9)):
        assert nothing.types == pytest.approx(seen.types)
        assert (nothing.jewelry, nothing.looks) == (seen.jewelry, seen.looks)
