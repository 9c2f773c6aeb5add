"""The captioner: what the app and the command line get of a photo."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from PIL import Image

from captioning.describe.captioner import Captioner
from captioning.describe.consensus import agreement, rarity


@pytest.fixture(scope="module")
def captioner(tiny_checkpoints):
    return Captioner.load(tiny_checkpoints)


@pytest.fixture(scope="module")
def photos():
    noise = np.random.default_rng(0).integers(0, 255, (2, 40, 60, 3), np.uint8)
    return [Image.fromarray(pixels) for pixels in noise]


def test_both_models_describe(captioner, photos):
    said = captioner.describe(photos[0])
    assert tuple(said) == captioner.names == ("transformer", "lstm")
    for caption in said.values():
        assert caption.text == " ".join(word.text for word in caption.words)
        assert caption.levels["complete"] == caption.text
        assert caption.log_probability <= 0
        assert caption.milliseconds > 0


def test_decoders_leave_the_threads_of_others_alone(tiny_checkpoints, photos):
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    try:
        Captioner.load(tiny_checkpoints).describe(photos[0])
        with ThreadPoolExecutor(1) as later:
            assert later.submit(torch.get_num_threads).result() == 4
    finally:
        torch.set_num_threads(before)


def test_words_carry_probability_and_attention(captioner, photos):
    for caption in captioner.describe(photos[0]).values():
        for word in caption.words:
            assert 0 < word.probability <= 1
            assert word.attention.shape == (2, 2)  # a 64-pixel view has 2 x 2 positions
            assert word.attention.min() >= 0
            assert word.attention.sum() == pytest.approx(1, abs=1e-4)


def test_log_probability_is_the_mean_over_words_and_end(captioner, photos):
    for caption in captioner.describe(photos[0]).values():
        said = [math.log(word.probability) for word in caption.words]
        lowest = sum(said) / len(said) if len(said) == 24 else None
        if lowest is None:  # the end token's own share is the rest, and cannot be positive
            assert caption.log_probability * (len(said) + 1) <= sum(said) + 1e-4
        else:
            assert caption.log_probability == pytest.approx(lowest, abs=1e-4)


@pytest.mark.parametrize(("beams", "wanted", "got"), [(3, 3, 2), (3, 1, 1), (1, 3, 0), (4, 0, 0)])
def test_alternatives(captioner, photos, beams, wanted, got):
    for caption in captioner.describe(photos[0], beams=beams, alternatives=wanted).values():
        assert len(caption.alternatives) == got
        assert caption.text not in [other.text for other in caption.alternatives]


def test_the_caption_agrees_most_with_what_is_expected(captioner, photos):
    for photo in photos:
        for caption in captioner.describe(photo, beams=4).values():
            found = [caption.text, *(other.text for other in caption.alternatives)]
            scores = [
                caption.log_probability,
                *(other.log_probability for other in caption.alternatives),
            ]
            choice = captioner.settings.choice
            word_weights = rarity(captioner.tokenizers["lstm"], choice.rarity)
            worth = [
                agreement(text, caption.expected, word_weights, choice) + choice.probability * score
                for text, score in zip(found, scores, strict=True)
            ]
            assert worth[0] == pytest.approx(max(worth))
            assert scores[1:] == sorted(scores[1:], reverse=True)


def test_batch_equals_single(captioner, photos):
    together = captioner.describe_batch(photos)
    for photo, said in zip(photos, together, strict=True):
        alone = captioner.describe(photo)
        for name in captioner.names:
            assert said[name].text == alone[name].text
            assert said[name].log_probability == pytest.approx(
                alone[name].log_probability, abs=1e-3
            )


def test_expected_counts_add_up_to_the_length(captioner, photos):
    for caption in captioner.describe(photos[0], beams=1).values():
        words = {term.text: n for term, n in caption.expected.items() if term.kind == "word"}
        total = sum(words.values())
        assert 0 < total <= 25
        assert min(words.values()) >= captioner.settings.expectation.faint_word
        assert not any(word.startswith("<") for word in words)


def test_no_photos(captioner):
    assert captioner.describe_batch([]) == []


def test_bad_numbers_are_named(captioner, photos):
    with pytest.raises(ValueError, match="beams must be 1 or more"):
        captioner.describe(photos[0], beams=0)


def test_an_empty_picture_is_no_jewelry(captioner, photos):
    blank = Image.new("RGB", (60, 40), "white")
    found, nothing = captioner.describe_batch([photos[0], blank])
    assert {one.jewelry for one in found.values()} == {1.0}  # no classifier was fitted
    assert {one.jewelry for one in nothing.values()} == {0.0}


def test_pooled_features(captioner, photos):
    assert captioner.pooled(photos).shape == (2, 1280)


def test_parameters_are_counted(captioner):
    assert set(captioner.parameters) == {"encoder", "transformer", "lstm"}
    # EfficientNet-Lite0 without its classifier and with its batch norms folded away
    assert captioner.parameters["encoder"] == 3_350_000
