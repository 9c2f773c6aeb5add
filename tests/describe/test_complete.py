"""Complete captions: a search of their own, and agreement with the short caption."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from captioning.decoders.checkpoint import load_decoder
from captioning.decoders.tokenizer import build_tokenizer
from captioning.describe.beam_search import beam_search
from captioning.describe.complete import complete_caption, contradicts, tidied
from captioning.describe.engine.eager import EagerDecoder
from captioning.describe.guidance import Guide, Naming
from captioning.language.terms import METAL, STONES, Term
from captioning.settings import shipped_settings
from captioning.training.starting_weights import with_words
from captioning.vision.evidence import Evidence

SHORT = "a silver ring with a ruby"
SEEN = {
    Term(METAL, "silver"): 0.9,
    Term(METAL, "yellow gold"): 0.9,
    Term(STONES, "red"): 0.8,
    Term(STONES, "blue"): 0.8,
    Term(STONES, "clear"): 0.8,
}


def complete(found, short=SHORT, seen=SEEN):
    return complete_caption(short, found, seen, 0.5)


@pytest.mark.parametrize(
    "long",
    [
        "gold ring with a round ruby in a claw setting",
        "silver earrings with round rubies in claw settings",
        "polished silver ring with a round sapphire in a claw setting",
    ],
)
def test_another_metal_type_or_main_stone_contradicts(long):
    assert contradicts(long, SHORT) and complete([long]) == SHORT


def test_the_first_that_agrees_is_taken():
    wrong = "gold ring with a round ruby in a claw setting"
    right = "polished silver band ring with a round ruby in a claw setting, on white"
    silent = "polished ring with a round red stone between clear ones"
    assert complete([wrong, right, silent]) == right
    assert complete([wrong, silent, right]) == silent


def test_a_shorter_one_is_no_complete_caption():
    assert complete(["silver ring, ruby"]) == SHORT


def test_what_is_likelier_wrong_than_right_is_not_said():
    long = "a polished silver ring with a round ruby in a bezel and small diamonds on white"
    without = "a polished silver ring with a round ruby in a bezel on white"
    assert complete([long], seen=SEEN | {Term(STONES, "clear"): 0.4}) == without
    assert complete([long], seen=SEEN | {Term(STONES, "clear"): 0.5}) == long


def test_the_next_one_is_taken_where_too_little_is_left():
    thin, rich = "a silver flower ring with a ruby", "a silver ring with a ruby in a plain bezel"
    assert complete([thin, rich]) == rich


def test_a_doubted_short_caption_is_not_repeated():
    doubted = SEEN | {Term(STONES, "red"): 0.2}
    assert complete(["a silver flower ring with rubies"], seen=doubted) == "a silver ring"
    assert complete([], seen=doubted) == complete([""], seen=doubted) == SHORT


@pytest.mark.parametrize(
    ("caption", "said"),
    [
        ("a lapis lazuli lapis lazuli and onyx necklace", "a lapis lazuli and onyx necklace"),
        ("an emerald cut emerald cut emerald cut topaz ring", "an emerald cut topaz ring"),
        ("one gold and one silver one silver and one pin", "one gold and one silver and one pin"),
        ("a gold bracelet on a wrist in front of", "a gold bracelet on a wrist"),
        ("a gold chain with small pearls and a", "a gold chain with small pearls"),
        ("a gold chain on white", "a gold chain on white"),
        ("a gold chain lying on white cloth against a", "a gold chain lying on white cloth"),
        ("a ring with a ring of diamonds", "a ring with a ring of diamonds"),
        ("gold bangles worn on a wrist over a wrist", "gold bangles worn on a wrist"),
        ("a row of small stones in a row on white", "a row of small stones on white"),
        ("a small silver heart charm and a heart charm", "a small silver heart charm"),
        ("a heart charm and a small heart charm", "a heart charm and a small heart charm"),
    ],
)
def test_nothing_is_said_twice_or_left_unfinished(caption, said):
    assert tidied(caption) == said


def test_a_complete_caption_is_tidied():
    found = "polished silver ring with a round ruby round ruby in a bezel in front of a"
    assert complete([found]) == "polished silver ring with a round ruby in a bezel"


@pytest.fixture(scope="module", params=["transformer", "lstm"])
def with_levels(request, tiny_checkpoints):
    """A tiny decoder with the begin token of complete captions, and its tokenizer."""
    decoder, old = load_decoder(tiny_checkpoints / request.param, tiny_checkpoints / "encoder")
    new = build_tokenizer([" ".join(word for word in old.words if word not in ("<pad>", "<s>"))])
    return with_words(decoder, old, new).eval(), new


def guides(tokenizer, *jewelry):
    settings, naming = shipped_settings().guidance, Naming(tokenizer)
    return [Guide(naming, Evidence(one, {"ring": 1.0}, {}), settings) for one in jewelry]


def test_pieces_alone_are_described_completely(with_levels):
    model, tokenizer = with_levels
    torch.manual_seed(5)
    features = torch.randn(2, 4, model.config.image_channels).numpy()
    engine = EagerDecoder(model)
    assert engine.sizes.has_levels
    found = beam_search(engine, features, beams=3, kept=3, guides=guides(tokenizer, 1.0, 0.0))
    assert (found.complete[0] != tokenizer.pad_token_id).any()
    assert not (found.complete[1] != tokenizer.pad_token_id).any()
    assert not (found.complete == tokenizer.complete_token_id).any()
    assert found.captions.shape[:2] == (2, 6)


def test_the_short_captions_do_not_depend_on_the_level(with_levels):
    model, tokenizer = with_levels
    torch.manual_seed(5)
    features = torch.randn(2, 4, model.config.image_channels).numpy()
    engine = EagerDecoder(model)
    led = guides(tokenizer, 1.0, 1.0)
    found = beam_search(engine, features, beams=3, kept=3, guides=led)
    engine.sizes = replace(engine.sizes, complete_token_id=engine.sizes.bos_token_id)
    plain = beam_search(engine, features, beams=3, kept=3, guides=led)
    assert plain.complete.size == 0
    width = min(found.captions.shape[-1], plain.captions.shape[-1])
    assert np.array_equal(found.captions[..., :width], plain.captions[..., :width])


def test_shared_words_keep_their_embeddings(tiny_checkpoints):
    decoder, old = load_decoder(tiny_checkpoints / "lstm", tiny_checkpoints / "encoder")
    new = build_tokenizer(["a ring with a zircon", "a ring"])
    changed = with_words(decoder, old, new)
    before, after = old.get_vocab(), new.get_vocab()
    rows = changed.embed.weight
    assert torch.equal(rows[after["ring"]], decoder.embed.weight[before["ring"]])
    assert torch.equal(rows[new.complete_token_id], decoder.embed.weight[old.complete_token_id])
    assert changed.lm_head.weight is changed.embed.weight
    assert changed.config.vocab_size == len(new)
