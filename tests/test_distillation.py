"""Learning from teachers: what they expect, whom they teach, and what they have in common."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from captioning.checkpoint import DECODERS, load_decoder, save_checkpoint
from captioning.data import Example, Labels
from captioning.encoder import ImageEncoder
from captioning.tokenizer import build_tokenizer
from captioning.training.distillation import TaughtLoss, Teachers
from captioning.training.loss import caption_loss
from captioning.training.photo_set import IGNORED, Batch
from captioning.training.run_state import TrainingError

STAGES = 5
EXAMPLES = [
    Example(Path("dog.jpg"), ("a dog runs",), "train", "dog.jpg", None),
    Example(Path("ring.jpg"), ("a ring",), "train", "ring.jpg", Labels("ring", None, (), None)),
]


@pytest.fixture(scope="module")
def start(tiny_checkpoints):
    encoder = ImageEncoder.load(tiny_checkpoints / "encoder")
    decoders = {
        n: load_decoder(tiny_checkpoints / n, tiny_checkpoints / "encoder") for n in DECODERS
    }
    return encoder, {name: one for name, (one, _) in decoders.items()}, decoders["lstm"][1]


@pytest.fixture(scope="module")
def batch(start):
    """One caption of six words for a photo without labels and for one with them."""
    encoder, _, tokenizer = start
    torch.manual_seed(2)
    with torch.no_grad():
        active = encoder.stem(torch.randn(2, 3, 64, 64), STAGES)
    ids = torch.randint(4, len(tokenizer), (2, 7))
    targets = ids[:, 1:].clone()
    targets[1, 4:] = IGNORED
    return Batch(active, ids[:, :-1], targets, torch.ones(2), [0, 1])


@pytest.fixture(scope="module")
def teachers(start, tiny_checkpoints):
    encoder, _, tokenizer = start
    return Teachers([tiny_checkpoints], encoder, tokenizer, STAGES)


def features(start, batch):
    with torch.no_grad():
        return start[0].top(batch.activations, STAGES)


def test_teachers_expect_the_mean_of_both_decoders(start, batch, teachers):
    real = batch.targets != IGNORED
    expected = teachers.expect(batch.activations, batch.inputs, real)
    with torch.no_grad():
        each = [
            one.lm_head(one.hidden(batch.inputs, features(start, batch))[0][real]).softmax(-1)
            for one in start[1].values()
        ]
    torch.testing.assert_close(expected, sum(each) / 2)
    torch.testing.assert_close(expected.sum(-1), torch.ones(10))


@pytest.mark.parametrize("kind", DECODERS)
def test_nothing_of_the_teachers_is_cross_entropy(kind, start, batch, teachers):
    seen, decoder = features(start, batch), start[1][kind]
    loss, tally = TaughtLoss(EXAMPLES, teachers, 0.0)(decoder, seen, batch)
    plain, plain_tally = caption_loss(decoder, seen, batch)
    torch.testing.assert_close(loss, plain)
    assert tally == plain_tally


def test_a_photo_with_labels_is_not_taught(start, batch, teachers):
    seen, decoder = features(start, batch), start[1]["lstm"]
    labelled = replace(
        batch,
        activations=batch.activations[1:],
        inputs=batch.inputs[1:],
        targets=batch.targets[1:],
        weights=batch.weights[1:],
        rows=[1],
    )
    taught = TaughtLoss(EXAMPLES, teachers, 1.0)
    plain, _ = caption_loss(decoder, seen[1:], labelled)
    torch.testing.assert_close(taught(decoder, seen[1:], labelled)[0], plain)
    both, _ = taught(decoder, seen, batch)
    assert not torch.isclose(both, caption_loss(decoder, seen, batch)[0])


@pytest.mark.parametrize("kind", DECODERS)
def test_the_taught_come_to_expect_what_their_teachers_do(kind, start, batch):
    """Teachers who know what they want; the written words alone would lead elsewhere."""
    _, decoders, tokenizer = start
    torch.manual_seed(5)
    wanted = (3 * torch.randn(6, len(tokenizer))).softmax(-1)
    sure = SimpleNamespace(expect=lambda *_: wanted)
    learner = type(decoders[kind])(decoders[kind].config).train()
    learner.set_dropout(0.0)
    seen, real = features(start, batch), batch.targets[:1] != IGNORED

    @torch.no_grad()
    def distance():
        states, _ = learner.hidden(batch.inputs[:1], seen[:1])
        said = learner.lm_head(states[real]).log_softmax(-1)
        return float((wanted * (wanted.log() - said)).sum(-1).mean())

    before = distance()
    objective = TaughtLoss(EXAMPLES, sure, 1.0)
    optimizer = torch.optim.Adam(learner.parameters(), 1e-2)
    for _ in range(120):
        optimizer.zero_grad()
        objective(learner, seen, batch)[0].backward()
        optimizer.step()
    assert distance() < before / 5


def test_teachers_without_cached_activations_are_refused(start, tiny_checkpoints):
    encoder, _, tokenizer = start
    with pytest.raises(TrainingError, match="--frozen-stages"):
        Teachers([tiny_checkpoints], encoder, tokenizer, 0)


def test_teachers_with_other_words_are_refused(start, tiny_checkpoints):
    with pytest.raises(TrainingError, match=f"{tiny_checkpoints.name} has another vocabulary"):
        Teachers([tiny_checkpoints], start[0], build_tokenizer(["another language"]), STAGES)


def test_teachers_with_other_frozen_stages_are_refused(start, tiny_checkpoints, tmp_path):
    encoder, decoders, tokenizer = start
    torch.manual_seed(9)
    other = ImageEncoder(encoder.config)
    folder = tmp_path / "other"
    save_checkpoint(folder, other, decoders, tokenizer, {})
    with pytest.raises(TrainingError, match="other differs in its first 5 stages"):
        Teachers([folder], encoder, tokenizer, STAGES)
