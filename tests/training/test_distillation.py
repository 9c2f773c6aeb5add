"""Distillation: the teachers' predictions, their captions, and what all models must share."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from captioning.data import Attributes, Example
from captioning.decoders import registry
from captioning.decoders.checkpoint import load_decoders, save_checkpoint
from captioning.decoders.tokenizer import build_tokenizer, encode_caption
from captioning.training.batches import IGNORED, Batch
from captioning.training.distillation import DistillationLoss, Teachers
from captioning.training.loss import caption_loss
from captioning.training.reward import Reward
from captioning.training.run_state import TrainingError
from captioning.vision.encoder import ImageEncoder

STAGES = 5
EXAMPLES = [
    Example(Path("dog.jpg"), ("a dog runs",), "train", "dog.jpg", None),
    Example(Path("ring.jpg"), ("a ring",), "train", "ring.jpg", Attributes("ring", None, (), None)),
]


@pytest.fixture(scope="module")
def start(tiny_checkpoints):
    encoder = ImageEncoder.load(tiny_checkpoints / "encoder")
    decoders = load_decoders(tiny_checkpoints)
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


def reward(start):
    return Reward(EXAMPLES, start[2], attribute_weight=1.0)


def features(start, batch):
    with torch.no_grad():
        return start[0].top(batch.activations, STAGES)


def probabilities(decoder, seen, batch, real):
    with torch.no_grad():
        return decoder.lm_head(decoder.hidden(batch.inputs, seen)[0][real]).softmax(-1)


def test_teachers_predict_the_mean_of_both_decoders(start, batch, teachers):
    real = batch.targets != IGNORED
    expected = teachers.predict(teachers.encode(batch.activations), batch.inputs, real)
    each = [probabilities(one, features(start, batch), batch, real) for one in start[1].values()]
    torch.testing.assert_close(expected, sum(each) / 2)
    torch.testing.assert_close(expected.sum(-1), torch.ones(10))


def test_one_decoder_of_a_checkpoint_can_teach_alone(start, batch, tiny_checkpoints):
    encoder, decoders, tokenizer = start
    alone = Teachers([tiny_checkpoints / "lstm"], encoder, tokenizer, STAGES)
    real = batch.targets != IGNORED
    expected = alone.predict(alone.encode(batch.activations), batch.inputs, real)
    torch.testing.assert_close(
        expected, probabilities(decoders["lstm"], features(start, batch), batch, real)
    )


@pytest.mark.parametrize("kind", registry.names())
def test_nothing_of_the_teachers_is_cross_entropy(kind, start, batch, teachers):
    seen, decoder = features(start, batch), start[1][kind]
    loss, tally = DistillationLoss(teachers, 0.0, reward(start))(decoder, seen, batch)
    plain, plain_tally = caption_loss(decoder, seen, batch)
    torch.testing.assert_close(loss, plain)
    assert tally == plain_tally


class FixedTeachers:
    """Teachers that always sample the same two captions and find all words equally likely."""

    def __init__(self, tokenizer, first, second):
        self.tokenizer = tokenizer
        ids = [encode_caption(tokenizer, said)[1:] for said in (first, second)]
        longest = max(map(len, ids))
        pad = tokenizer.pad_token_id
        self.said = torch.tensor([one + [pad] * (longest - len(one)) for one in ids])  # (2, T)

    def encode(self, activations):
        return None

    def sample(self, encoded, count, turn):
        assert count == len(self.said)
        return self.said.expand(len(EXAMPLES), *self.said.shape)

    def predict(self, encoded, inputs, real):
        words = len(self.tokenizer)
        return torch.full((int(real.sum()), words), 1 / words)


@pytest.mark.parametrize("kind", registry.names())
def test_sampled_captions_are_learnt_with_the_written_ones(kind, start, batch):
    _, decoders, tokenizer = start
    seen, decoder = features(start, batch), decoders[kind]
    fixed = FixedTeachers(tokenizer, "silver ring", "silver ring")
    loss, tally = DistillationLoss(fixed, 0.0, reward(start), sampled=1)(decoder, seen, batch)
    written, first = caption_loss(decoder, seen, batch)
    ids = torch.tensor([encode_caption(tokenizer, "silver ring")] * 2)
    said = Batch(batch.activations, ids[:, :-1], ids[:, 1:], torch.ones(2), [0, 1])
    drawn, second = caption_loss(decoder, seen, said)
    assert tally.tokens == first.tokens + second.tokens == 16
    torch.testing.assert_close(loss, (10 * written + 6 * drawn) / 16)


def test_the_sampled_caption_with_the_higher_reward_is_learnt(start, batch):
    """Labels decide which of two captions fits the ring; neither fits the dog."""
    _, decoders, tokenizer = start
    fixed = FixedTeachers(tokenizer, "a pendant", "a ring")
    loss = DistillationLoss(fixed, 1.0, reward(start), sampled=1)
    loss(decoders["lstm"], features(start, batch), batch)
    learnt = [tokenizer.text(row.tolist()) for row in loss._last[1].batch.inputs]
    assert learnt[1::2] == ["a pendant", "a ring"]


def test_both_decoders_learn_from_the_same_sampled_captions(start, batch, teachers):
    torch.manual_seed(3)
    loss, seen = DistillationLoss(teachers, 1.0, reward(start), sampled=2), features(start, batch)
    tallies = [loss(one, seen, batch)[1].tokens for one in start[1].values()]
    assert tallies[0] == tallies[1] > 10


@pytest.mark.parametrize("kind", registry.names())
def test_students_come_to_predict_what_their_teachers_do(kind, start, batch):
    """Confident teachers, who disagree with the written words."""
    _, decoders, tokenizer = start
    torch.manual_seed(5)
    wanted = (3 * torch.randn(10, len(tokenizer))).softmax(-1)
    sure = SimpleNamespace(encode=lambda _: None, predict=lambda *_: wanted)
    learner = type(decoders[kind])(decoders[kind].config).train()
    learner.set_dropout(0.0)
    seen, real = features(start, batch), batch.targets != IGNORED

    @torch.no_grad()
    def distance():
        states, _ = learner.hidden(batch.inputs, seen)
        said = learner.lm_head(states[real]).log_softmax(-1)
        return float((wanted * (wanted.log() - said)).sum(-1).mean())

    before = distance()
    objective = DistillationLoss(sure, 1.0, reward(start))
    optimizer = torch.optim.Adam(learner.parameters(), 1e-2)
    for _ in range(120):
        optimizer.zero_grad()
        objective(learner, seen, batch)[0].backward()
        optimizer.step()
    assert distance() < before / 5


def test_teachers_with_other_words_are_refused(start, tiny_checkpoints):
    with pytest.raises(TrainingError, match=f"{tiny_checkpoints.name} has another vocabulary"):
        Teachers([tiny_checkpoints], start[0], build_tokenizer(["another language"]), STAGES)


def test_teachers_with_other_frozen_stages_are_refused(start, tiny_checkpoints, tmp_path):
    encoder, decoders, tokenizer = start
    torch.manual_seed(9)
    other = ImageEncoder(encoder.config)
    folder = tmp_path / "other"
    save_checkpoint(folder, other, decoders, tokenizer, [])
    with pytest.raises(TrainingError, match="other differs in its first 5 stages"):
        Teachers([folder], encoder, tokenizer, STAGES)
