"""Rewards worked out by hand and by an established package, and training by them."""

import random
from types import SimpleNamespace

import pytest
import torch

from captioning.data import Attributes, Example
from captioning.decoders.lstm import LstmConfig, LstmDecoder
from captioning.decoders.tokenizer import build_tokenizer, encode_caption
from captioning.decoders.transformer import TransformerConfig, TransformerDecoder
from captioning.training.loss import caption_loss
from captioning.training.reward import Cider, Reward, attribute_reward
from captioning.training.self_critical import SelfCriticalLoss, sample

RUBY_RING = Attributes("ring", "rose gold", ("ruby",))


def decoder(kind, vocabulary=12):
    torch.manual_seed(0)
    sizes = {"vocab_size": vocabulary, "width": 16, "image_channels": 6, "dropout": 0.0}
    if kind == "lstm":
        return LstmDecoder(LstmConfig(**sizes, heads=2))
    return TransformerDecoder(TransformerConfig(**sizes, heads=2, feed_forward=16, layers=1))


def test_cider_equals_the_established_package():
    scorer = pytest.importorskip("pycocoevalcap.cider.cider_scorer")
    rng = random.Random(4)

    def captions(n):
        return [[rng.randrange(4, 12) for _ in range(rng.randint(3, 9))] for _ in range(n)]

    references = [captions(3) for _ in range(20)]
    said = [captions(1)[0] for _ in range(20)]
    theirs = scorer.CiderScorer()

    def as_text(ids):
        return " ".join(map(str, ids))

    for ids, group in zip(said, references, strict=True):
        theirs += (as_text(ids), list(map(as_text, group)))
    expected = theirs.compute_score()[1]
    ours = Cider(references)
    assert [ours(i, ids) for i, ids in enumerate(said)] == pytest.approx(list(expected), abs=1e-6)
    assert max(expected) > 0.1  # random captions do share n-grams here


def test_cider_of_the_only_reference_is_ten():
    cider = Cider([[[4, 5, 6, 7, 2]], [[8, 9, 10, 11, 2]]])
    assert cider(0, [4, 5, 6, 7, 2]) == pytest.approx(10)
    assert cider(0, [8, 9, 10, 11]) == 0


@pytest.mark.parametrize(
    "caption, points",
    [
        ("a rose gold ring with a ruby", 4),
        ("a silver ring with a ruby", 3),
        ("a rose gold ring", 2),
        ("a rose gold ring with a ruby and a diamond", 2 + 4 / 3),
        ("a black dog", 0),
        ("rose gold earrings with rubies", 3),
    ],
)
def test_attribute_reward_counts_type_metal_and_stones(caption, points):
    assert attribute_reward(caption, RUBY_RING) == pytest.approx(points)


def test_attribute_reward_takes_a_pendant_for_half_a_necklace():
    necklace = Attributes("necklace", None, (), None, (), True)
    assert attribute_reward("a silver necklace", necklace) == 3  # no stones named, none there
    assert attribute_reward("a silver pendant", necklace) == 2.5


def test_reward_adds_labels_to_the_agreement_with_what_people_wrote(tmp_path):
    written = ["a rose gold ring with a ruby", "a dog runs in the snow", "two dogs"]
    tokenizer = build_tokenizer(written)
    labels = [RUBY_RING, None, None]
    examples = [
        Example(tmp_path, (text,), "train", text, label)
        for text, label in zip(written, labels, strict=True)
    ]
    ids = [encode_caption(tokenizer, text)[1:] for text in ("a ring", "a dog runs in the snow")]
    padded = torch.tensor([one + [tokenizer.pad_token_id] * (7 - len(one)) for one in ids])
    reward = Reward(examples, tokenizer, attribute_weight=0.5)(padded[None].expand(2, 2, 7), [0, 1])
    dogs = Cider([[encode_caption(tokenizer, text)[1:]] for text in written[1:]])
    assert reward[1].tolist() == pytest.approx([dogs(0, one) for one in ids])
    assert reward[1, 1] == pytest.approx(10)  # the only reference itself
    # among photos with labels this one is alone, so that no word tells it from others
    assert reward[0].tolist() == pytest.approx([0.5 * 1, 0])


@pytest.mark.parametrize("kind", ["transformer", "lstm"])
def test_samples_end_and_never_hold_the_unknown_word(kind):
    model = decoder(kind).train()
    torch.manual_seed(3)
    tokens = sample(model, torch.randn(5, 4, 6), 3)
    assert model.training
    assert tokens.shape[0] == 15 and tokens.shape[1] <= 24
    ids = model.config
    assert not (tokens == ids.unk_token_id).any() and not (tokens == ids.bos_token_id).any()
    for row in tokens.tolist():
        end = row.index(ids.eos_token_id) if ids.eos_token_id in row else len(row)
        assert set(row[end + 1 :]) <= {ids.pad_token_id}
        assert ids.pad_token_id not in row[:end]


def one_photo(tmp_path, plain_weight):
    """The loss on a photo, its size of vocabulary, and a batch of one of its captions."""
    texts = ["a rose gold ring with a ruby", "a silver ring"]
    tokenizer = build_tokenizer([*texts, "silver hoop earrings"])
    examples = [Example(tmp_path, tuple(texts), "train", "a", RUBY_RING)]
    objective = SelfCriticalLoss(
        Reward(examples, tokenizer, attribute_weight=1.0),
        samples=8,
        plain=caption_loss,
        plain_weight=plain_weight,
    )
    ids = torch.tensor([[*tokenizer.ids(texts[0]), 2]])
    batch = SimpleNamespace(
        inputs=torch.cat([torch.tensor([[1]]), ids[:, :-1]], 1),
        targets=ids,
        weights=torch.ones(1),
        rows=[0],
    )
    return objective, len(tokenizer), batch


@pytest.mark.parametrize("kind", ["transformer", "lstm"])
def test_drawing_captions_costs_no_weight_its_gradient_in_mixed_precision(kind, tmp_path):
    if kind == "lstm" and not torch.cpu.get_capabilities().get("avx512_f"):
        pytest.skip("oneDNN has no LSTM in bfloat16 for this processor, nor does training use one")
    objective, vocabulary, batch = one_photo(tmp_path, plain_weight=0.0)
    model = decoder(kind, vocabulary).train()
    with torch.autocast("cpu", torch.bfloat16):
        loss, _ = objective(model, torch.randn(1, 4, 6), batch)
    loss.backward()
    assert [name for name, weight in model.named_parameters() if weight.grad is None] == []


@pytest.mark.parametrize("kind", ["transformer", "lstm"])
def test_training_by_reward_raises_the_reward(kind, tmp_path):
    objective, vocabulary, batch = one_photo(tmp_path, plain_weight=0.1)
    model = decoder(kind, vocabulary).train()
    features = torch.randn(1, 4, 6)
    optimizer = torch.optim.Adam(model.parameters(), 3e-3)
    rewards = []
    for _ in range(100):
        loss, tally = objective(model, features, batch)
        rewards.append(tally.mean_reward)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    first, last = sum(rewards[:10]) / 10, sum(rewards[-10:]) / 10
    assert tally.samples == 8
    assert last > first + 0.5


def test_complete_captions_are_rewarded_by_complete_ones(tmp_path):
    long = "a rose gold ring with a round ruby in a claw setting lying on white cloth"
    tokenizer = build_tokenizer([long, "a silver ring"])
    pieces = [
        Example(tmp_path, (long, "a rose gold ring"), "train", "a", RUBY_RING),
        Example(tmp_path, ("a silver ring",), "train", "b", RUBY_RING),
    ]
    reward = Reward(pieces, tokenizer, attribute_weight=0.0)
    ids = torch.tensor([[[*tokenizer.ids(long), tokenizer.eos_token_id]]])
    assert reward(ids, [0], [True])[0, 0] == pytest.approx(10)  # its one complete reference
    assert reward(ids, [0], [False])[0, 0] < 1
    assert reward.labelled([0, 1]) == [True, True]


def test_every_other_piece_is_described_completely(tmp_path):
    objective, _, _ = one_photo(tmp_path, plain_weight=0.0)
    config = SimpleNamespace(config=SimpleNamespace(bos_token_id=1, complete_token_id=4))
    torch.manual_seed(0)
    begins = objective._begins(config, SimpleNamespace(rows=[0] * 200))
    assert set(begins.tolist()) == {1, 4} and 60 < int((begins == 4).sum()) < 140
