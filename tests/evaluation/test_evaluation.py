"""Metrics against values worked out by hand and against independent implementations."""

import json
import math
import random
import shutil
from collections import Counter

import numpy as np
import pytest
import torch
from nltk.translate.bleu_score import corpus_bleu
from rouge_score.rouge_scorer import RougeScorer

from captioning.data import Attributes
from captioning.decoders.tokenizer import build_tokenizer
from captioning.evaluation.attributes import Counts, attribute_scores, scores_by_source
from captioning.evaluation.captions import caption_scores
from captioning.evaluation.captions import meteor as meteor_of
from captioning.evaluation.kept_figures import keep_metrics, read_metrics
from captioning.evaluation.likelihood import Likelihood, likelihood
from captioning.evaluation.tables import metrics_tables


@pytest.fixture
def no_java(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)


def scores_without_java(captions, references, vocabulary=None):
    with pytest.warns(UserWarning, match="METEOR is left out: install Java"):
        return caption_scores(captions, references, vocabulary)


def random_set(seed: int, photos: int = 12) -> tuple[dict, dict]:
    rng = random.Random(seed)
    vocabulary = "gold ring with a small red ruby on white silver band".split()

    def sentence() -> str:
        return " ".join(rng.choices(vocabulary, k=rng.randint(4, 12)))

    names = [f"{number}.jpg" for number in range(photos)]
    return (
        {name: sentence() for name in names},
        {name: [sentence() for _ in range(rng.randint(1, 5))] for name in names},
    )


def test_bleu_and_rouge_worked_out_by_hand(no_java):
    # Shared: 5 of 6 words, 3 of 5 pairs, 1 of 4 triples; the longest common subsequence is 5.
    scores = scores_without_java(
        {"a": "The cat sat on the mat."}, {"a": ["The cat is on the mat."]}
    )
    assert scores["bleu1"] == pytest.approx(5 / 6)
    assert scores["bleu2"] == pytest.approx(math.sqrt(5 / 6 * 3 / 5))
    assert scores["bleu3"] == pytest.approx((5 / 6 * 3 / 5 * 1 / 4) ** (1 / 3))
    assert scores["bleu4"] == pytest.approx(0, abs=1e-3)
    assert scores["rouge_l"] == pytest.approx(5 / 6)


def test_bleu_punishes_short_captions_by_hand(no_java):
    # Every word is right, but 4 of 8: the brevity penalty is exp(1 - 8 / 4).
    reference = "a gold ring with a small red ruby"
    scores = scores_without_java({"a": "a gold ring with"}, {"a": [reference]})
    assert scores["bleu1"] == pytest.approx(math.exp(-1))
    assert scores["bleu4"] == pytest.approx(math.exp(-1))


def test_cider_worked_out_by_hand(no_java):
    # Ten photos without a common word: every n-gram weighs log 10, and all cosines are 1 or 0.
    references = {str(n): [" ".join(f"{word}{n}" for word in "abcdef")] for n in range(10)}
    right = {name: texts[0] for name, texts in references.items()}
    wrong = {name: right[str(9 - int(name))] for name in right}
    half = right | {str(n): right["9"] for n in range(5)}
    assert scores_without_java(right, references)["cider"] == pytest.approx(10)
    assert scores_without_java(wrong, references)["cider"] == pytest.approx(0)
    assert scores_without_java(half, references)["cider"] == pytest.approx(5)


@pytest.mark.parametrize(("photos", "given"), [(1, False), (9, False), (10, True)])
def test_cider_of_few_photos_is_left_out_and_said_to_be(no_java, photos, given, recwarn):
    captions, references = random_set(0, photos)
    scores = caption_scores(captions, references)
    assert (scores["cider"] is not None) is given and scores["bleu1"] > 0
    said = [str(warning.message) for warning in recwarn if "CIDEr" in str(warning.message)]
    expected = f"CIDEr is left out: it needs at least 10 photos and has {photos}."
    assert said == ([] if given else [expected])


@pytest.mark.filterwarnings("ignore:\\s*The hypothesis contains 0 counts")
@pytest.mark.parametrize("seed", range(4))
def test_bleu_equals_nltk(no_java, seed):
    captions, references = random_set(seed)
    ours = scores_without_java(captions, references)
    hypotheses = [text.split() for text in captions.values()]
    meant = [[text.split() for text in references[name]] for name in captions]
    for n in range(1, 5):
        theirs = corpus_bleu(meant, hypotheses, weights=[1 / n] * n)
        assert ours[f"bleu{n}"] == pytest.approx(theirs, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("seed", range(4))
def test_rouge_l_equals_rouge_score(no_java, seed):
    captions, references = random_set(seed)
    scorer, beta, values = RougeScorer(["rougeL"]), 1.2, []
    for name, caption in captions.items():
        each = [scorer.score(text, caption)["rougeL"] for text in references[name]]
        precision, recall = max(s.precision for s in each), max(s.recall for s in each)
        values.append(
            (1 + beta**2) * precision * recall / (recall + beta**2 * precision) if recall else 0
        )
    ours = scores_without_java(captions, references)["rouge_l"]
    assert ours == pytest.approx(float(np.mean(values)))


def cider_d(captions: dict[str, str], references: dict[str, list[str]]) -> float:
    """CIDEr-D written from the paper (Vedantam et al., CVPR 2015, equations 2 to 5)."""

    def grams(text: str, n: int) -> Counter:
        split = text.split()
        return Counter(tuple(split[i : i + n]) for i in range(len(split) - n + 1))

    total = 0.0
    for n in range(1, 5):
        seen = Counter(
            g for texts in references.values() for g in {g for t in texts for g in grams(t, n)}
        )

        def weights(text: str, n=n, seen=seen) -> dict:
            idf = {g: math.log(len(references) / max(1, seen[g])) for g in grams(text, n)}
            return {g: count * idf[g] for g, count in grams(text, n).items()}

        for name, caption in captions.items():
            ours = weights(caption)
            for text in references[name]:
                theirs = weights(text)
                dot = sum(min(w, theirs[g]) * theirs[g] for g, w in ours.items() if g in theirs)
                norm = math.hypot(*ours.values()) * math.hypot(*theirs.values())
                gap = len(caption.split()) - len(text.split())
                value = dot / norm * math.exp(-(gap**2) / (2 * 6**2)) if norm else 0
                total += 10 * value / 4 / len(references[name]) / len(captions)
    return total


@pytest.mark.parametrize("seed", range(4))
def test_cider_equals_the_papers_formula(no_java, seed):
    captions, references = random_set(seed)
    ours = scores_without_java(captions, references)["cider"]
    assert ours == pytest.approx(cider_d(captions, references), rel=1e-6)


def test_variety_and_unknown_words(no_java):
    captions = {"a": "A gold ring.", "b": "a gold ring", "c": "a pearl"}
    references = {"a": ["a gold ring"], "b": ["a tiara"], "c": ["a pearl", "one pearl"]}
    scores = scores_without_java(captions, references, {"a", "gold", "ring", "pearl"})
    assert scores["distinct_captions"] == 2
    assert scores["vocabulary_used"] == 4
    assert scores["oov_rate"] == pytest.approx(2 / 9)  # tiara, one


def test_captions_without_words_score_nothing(no_java):
    scores = scores_without_java({"a": "", "b": "..."}, {"a": ["a ring"], "b": ["!", "a pin"]})
    assert scores["bleu4"] == pytest.approx(0, abs=1e-4)
    assert scores["rouge_l"] < 0.6 and scores["vocabulary_used"] == 0


def test_without_the_package_the_rest_goes_on(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.warns(UserWarning, match="BLEU, METEOR, ROUGE-L and CIDEr are left out: run"):
        scores = caption_scores({"a": "a ring"}, {"a": ["a ring"]})
    assert scores["cider"] is None and scores["distinct_captions"] == 1


@pytest.mark.parametrize("captions", [{}, {"a": "x"}])
def test_captions_of_other_photos_are_refused(captions):
    with pytest.raises(ValueError, match="for each photo"):
        caption_scores(captions, {"b": ["y"]} if captions else {})


@pytest.mark.skipif(shutil.which("java") is None, reason="METEOR needs Java")
def test_meteor_of_the_very_words_is_one():
    meant = {"a": ["a dog", "a gold ring with a red ruby"], "b": ["two silver hoops"]}
    assert meteor_of(meant, {"a": meant["a"][1:], "b": meant["b"]}) == pytest.approx(1)


@pytest.mark.parametrize("answer", ["exit 1", "while read line; do echo no number; done"])
def test_a_java_that_fails_leaves_meteor_out(tmp_path, monkeypatch, answer):
    (tmp_path / "java").write_text(f"#!/bin/sh\n{answer}\n")
    (tmp_path / "java").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.warns(UserWarning, match="METEOR is left out: its Java program failed"):
        assert meteor_of({"a": ["a ring"]}, {"a": ["a ring"]}) is None


def label(type=None, metal=None, stones=None) -> Attributes:
    return Attributes(type, metal, tuple(stones or ()), no_stones=stones == [])


def each(labels: list[Attributes | None]) -> list[tuple[Attributes, ...]]:
    """Labels of one annotator."""
    return [(one,) if one else () for one in labels]


def test_types_coarse_and_fine():
    captions = ["a gold pendant", "a silver bangle", "a ring", "a watch", "a dog runs"]
    labels = [label("necklace"), label("bangle"), label("earrings"), None, label("ring")]
    scores = attribute_scores(captions, each(labels))
    assert scores["type_accuracy"] == pytest.approx(2 / 4)
    assert scores["type_accuracy_fine"] == pytest.approx(1 / 4)
    assert scores["metal_accuracy"] is None and scores["stones_f1"] is None


def test_metal_is_the_visible_colour_where_there_is_one():
    captions = ["a white gold ring", "a gold ring", "a rose gold ring", "a ring", "a gold ring"]
    labels = [label(metal=m) for m in ("silver", "yellow gold", "yellow gold", "silver", "mixed")]
    labels.append(label(metal="none"))
    scores = attribute_scores([*captions, "a gold ring"], each(labels))
    assert scores["metal_accuracy"] == pytest.approx(2 / 4)
    assert scores["type_accuracy"] is None


def test_stones_are_compared_as_looks_by_hand():
    captions = [
        "a ring with a diamond and a ruby",  # clear, red: labelled clear -> one right, one wrong
        "a ring with a zirconia and diamonds",  # clear once: labelled clear, green -> one missed
        "a plain ring",  # labelled red -> missed
        "a ring with pearls",  # labelled none -> wrong
        "a ring with pearls",  # not labelled: does not count
    ]
    labels = [
        label(stones=["cubic zirconia", "crystal"]),
        label(stones=["diamond", "emerald"]),
        label(stones=["garnet", "kryptonite"]),
        label(stones=[]),
        label("ring"),
    ]
    scores = attribute_scores(captions, each(labels))
    assert scores["stones_precision"] == pytest.approx(2 / 4)
    assert scores["stones_recall"] == pytest.approx(2 / 4)
    assert scores["stones_f1"] == pytest.approx(2 / 4)


def test_no_labels_at_all():
    assert set(attribute_scores(["a ring"], [()]).values()) == {None}


def test_only_what_two_annotators_agree_on_counts():
    captions = ["a gold pendant with a ruby", "a silver ring with a pearl and an emerald", "a ring"]
    labels = [
        (  # the type agrees coarsely, the metal does not; red and clear may be said, red must be
            label("necklace", "yellow gold", ["ruby", "diamond"]),
            label("pendant", "bronze", ["garnet"]),
        ),
        (label("ring", "silver", ["pearl"]), label("ring", "silver", ["pearl", "sapphire"])),
        (label("ring", "silver", []), label("earrings", "silver", ["opal"])),
    ]
    scores = attribute_scores(captions, labels)
    assert scores["type_accuracy"] == pytest.approx(2 / 2)
    assert scores["type_accuracy_fine"] == pytest.approx(1 / 1)
    assert scores["metal_accuracy"] == pytest.approx(1 / 2)  # none said of the last
    assert scores["stones_precision"] == pytest.approx(2 / 3)  # the emerald is nobody's
    assert scores["stones_recall"] == pytest.approx(2 / 2)
    assert scores["stones_f1"] == pytest.approx(0.8)
    # types 3 of 3, metals 2 of 2, looks 2 of 3
    assert scores["named_precision"] == pytest.approx(7 / 8)


def test_styles_and_motifs_by_the_lexicon_and_by_the_labels_own_words():
    captions = ["a stacked macrame ring with a shamrock", "a halo ring"]
    first = Attributes("ring", style=("stacking", "macrame"), motif="clover, mushroom")
    labels = [(first, first), (Attributes("ring", style=("band",)),)]
    scores = attribute_scores(captions, labels)
    assert scores["style_precision"] == pytest.approx(2 / 3)
    assert scores["style_recall"] == pytest.approx(2 / 3)
    assert scores["motif_precision"] == pytest.approx(1)
    assert scores["motif_recall"] == pytest.approx(1 / 2)


def test_the_chain_that_a_piece_hangs_from_is_no_motif():
    labels = [[Attributes("pendant", motif="heart, chain")], [Attributes("pendant", motif="moon")]]
    scores = attribute_scores(["a heart pendant on a chain", "a moon pendant on a chain"], labels)
    assert scores["motif_precision"] == scores["motif_recall"] == 1


def test_figures_by_shop_and_their_intervals():
    captions = ["a ring"] * 30
    labels = each([label("ring" if n % 3 else "watch") for n in range(30)])
    sources = ["north" if n % 3 else "south" for n in range(30)]
    shops = scores_by_source(captions, labels, sources)
    assert {name: (one["photos"], one["type_accuracy"]) for name, one in shops.items()} == {
        "north": (20, 1.0),
        "south": (10, 0.0),
    }
    low, high = Counts(captions, labels).intervals()["type_accuracy"]
    spread = 1.96 * math.sqrt(2 / 3 * 1 / 3 / 30)  # of a mean of 30 that are right or wrong
    assert (low, high) == pytest.approx((2 / 3 - spread, 2 / 3 + spread), abs=0.04)


def test_likelihood_is_the_sum_over_tokens(row):
    captions = ["a gold ring", "a ring with a small red ruby", "a tiara"]
    tokenizer = build_tokenizer(captions[:2])
    torch.manual_seed(0)
    sizes = {"width": 16, "feed_forward": 16, "image_channels": 8}
    decoder = row.build(vocab_size=len(tokenizer), **sizes).eval()
    features = torch.randn(1, 9, 8)
    nats = correct = tokens = 0
    for caption in captions:  # one by one, one token at a time
        ids = [*tokenizer.ids(caption), tokenizer.eos_token_id]
        for place, wanted in enumerate(ids):
            before = torch.tensor([[tokenizer.bos_token_id, *ids[:place]]])
            with torch.no_grad():
                output = decoder(encoder_outputs=(features,), decoder_input_ids=before)
            chances = output.logits[0, -1].softmax(-1)
            nats -= math.log(chances[wanted])
            correct += int(chances.argmax() == wanted)
            tokens += 1
    measured = likelihood(decoder, tokenizer, features, captions)
    assert measured.tokens == tokens == 4 + 8 + 3
    assert measured.correct == correct
    assert measured.nats == pytest.approx(nats, rel=1e-4)


def test_likelihood_scores_are_means_over_all_tokens():
    total = Likelihood(nats=6.0, correct=1, tokens=2)
    total.add(Likelihood(nats=2.0, correct=2, tokens=2))
    assert total.scores() == {"loss": 2.0, "loss_sum5": 10.0, "accuracy": 0.75}
    assert set(Likelihood().scores().values()) == {None}


def test_figures_from_before_the_reward_stage_stand_beside(tmp_path):
    for folder in ("encoder", "transformer", "lstm"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "model.safetensors").write_bytes(folder.encode())

    def stage(losses, learners):
        before = {model: {"loss_sum5": loss} for model, loss in losses.items()}
        after = {model: {"reward": 2.0} for model in learners}
        return {
            "epochs": [
                {"epoch": 0, "train": {}, "validation": {"flickr8k": before}},
                {"epoch": 1, "train": after, "validation": {}},
            ]
        }

    made = [
        stage({"transformer": 14.7, "lstm": 14.9}, ["transformer", "lstm"]),
        stage({"transformer": 14.5, "lstm": 15.1}, ["transformer"]),
        {"epochs": [{"epoch": 1, "train": {"lstm": {"loss": 2.0}}, "validation": {}}]},
        {"epochs": []},
    ]
    for model in ("transformer", "lstm"):
        (tmp_path / model / "training.json").write_text(json.dumps(made))
    measured = {"loss_sum5": 15.5, "accuracy": 0.4}
    data = {"photos": 3, "folder": "flickr8k"}
    for title in ("flickr8k/dev", "flickr8k/train"):
        keep_metrics(tmp_path, title, {"transformer": measured, "lstm": measured, "data": data})
    cards = read_metrics(tmp_path)
    assert cards["flickr8k/dev"]["transformer"]["loss_sum5"] == 15.5
    assert cards["flickr8k/dev"]["transformer"]["loss_sum5_before"] == 14.5
    assert cards["flickr8k/dev"]["lstm"]["loss_sum5_before"] == 14.9  # the last it trained in
    assert "loss_sum5_before" not in cards["flickr8k/train"]["transformer"]
    row = "| loss before the last self-critical stage | 14.50 | 14.90 | 14.88 | 17.49 |"
    assert row in metrics_tables(cards)
