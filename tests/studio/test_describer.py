"""Captions: true, different, short enough, and grammatical over thousands of samples."""

import re
from itertools import pairwise

import pytest

from assets.studio.materials.optics import look
from assets.studio.pieces.piece import Piece, Stone, View
from assets.studio.sampling.sampler import Spec, draw, generator
from assets.studio.words.describer import describe, labels
from assets.studio.words.lexicon import STRANDS, TONES, article, plural, scene_label, stems, tokens
from assets.studio.words.line import LIMIT, SHORT

COUNT = 450
SIZES = {"bead": 8.0, "cabochon": 7.0}


def piece_of(order: Spec) -> Piece:
    """A piece with an order's attributes and no geometry."""
    stones = []
    for n, kind in enumerate(order.stones):
        many = order.style in ("eternity", "pave", "tennis", *STRANDS)
        count = 30 if many else 2 if order.type == "earrings" else 1
        size = SIZES.get(order.cut, 2.2 if many else 2.0 + order.index % 8)
        cut = order.cut if n == 0 else "round"
        stones.append(Stone(kind, look(kind, order.pearl), cut, 1.5 if n else size, count))
    details = {"count": 3} if order.style in ("stacking", "layered") else {}
    if order.motif == "letters":
        details["letter"] = "AEKMS"[order.index % 5]
    if order.style in STRANDS:
        details["metal_seen"] = "clasp"
    elif order.index % 3 == 0:
        details["features"] = ("an engraved edge",)
        details["adjectives"] = ("openwork",)
    return Piece(
        family=order.family,
        style=order.style,
        type=order.type,
        metal=order.metal,
        parts=[],
        finish=order.finish,
        metal2=order.metal2,
        stones=tuple(stones),
        motif=order.motif,
        chain=order.chain,
        setting=order.setting,
        pose="standing" if order.type == "ring" else "lying",
        details=details,
    )


def view_of(order: Spec) -> View:
    tone, _, floor = order.scene.rpartition(" ")
    return View(floor, tone or "grey")


@pytest.fixture(scope="module")
def described():
    """(order, piece, captions) of many orders of both profiles."""
    found = []
    for i in range(COUNT):
        order = draw(17, i, "catalogue" if i % 2 else "training")
        piece = piece_of(order)
        words = describe(piece, view_of(order), generator(17, i, "captions"))
        found.append((order, piece, words))
    return found


def test_five_different_captions(described):
    for _, _, captions in described:
        assert len(set(captions)) == len(captions) == 5


def test_captions_fit_the_decoders(described):
    for _, _, captions in described:
        assert max(map(tokens, captions)) <= LIMIT
        assert max(map(tokens, captions[:2])) <= SHORT


def test_the_first_is_the_shortest_on_average_and_the_fourth_rich(described):
    lengths = [[tokens(c) for c in captions] for _, _, captions in described]
    mean = [sum(column) / len(lengths) for column in zip(*lengths, strict=True)]
    assert mean[0] < mean[1] < mean[2] < mean[3]
    assert mean[3] > 13


def test_articles_agree_with_the_next_sound(described):
    for _, _, captions in described:
        for caption in captions:
            assert not re.search(r"\ba [aeiou](?!ne\b|ni|se)", caption), caption
            assert not re.search(r"\ban [^aeiou]", caption), caption


def test_no_word_is_repeated(described):
    for _, _, captions in described:
        for caption in captions:
            words = caption.split()
            assert all(a != b for a, b in pairwise(words)), caption
            content = [w for w in stems(caption) if w not in TONES]
            assert len(content) == len(set(content)), caption


def test_spaces_and_commas(described):
    for _, _, captions in described:
        for caption in captions:
            assert caption == caption.strip(" ,")
            assert not re.search(r" {2}| ,|,\S|,,", caption), caption
            assert not re.search(r"\b(with|on|in|and|of|a|an|by)( (with|on|in|and)\b|$)", caption)


def test_every_caption_names_the_piece(described):
    nouns = {
        "ring": "ring|band",
        "earrings": "earrings|hoops|ear cuffs",
        "necklace": "necklace|choker|collar",
        "bangle": "bangle|cuff",
        "set": "set",
    }
    for order, _, captions in described:
        pattern = nouns.get(order.type, order.type)
        for caption in captions[:3]:
            assert re.search(pattern, caption), (order, caption)


def test_metals_are_those_of_the_piece(described):
    colours = ("yellow gold", "rose gold", "white gold", "copper", "bronze")
    for order, _, captions in described:
        own = {order.metal, order.metal2}
        for caption in captions:
            for colour in colours:
                if colour in caption:
                    assert colour in own, (order, caption)


def test_stones_are_those_of_the_piece(described):
    every = "diamond ruby sapphire emerald amethyst citrine topaz garnet onyx jade coral".split()
    for order, _, captions in described:
        for caption in captions:
            named = {k for k in every if re.search(rf"\b({k}|{plural(k)})\b", caption)}
            if "emerald cut" in caption:
                named.discard("emerald")
            assert named <= set(order.stones), (order, caption)


def test_the_same_state_gives_the_same_captions():
    piece, view = piece_of(draw(1, 8)), view_of(draw(1, 8))
    first = describe(piece, view, generator(1, 8, "captions"))
    assert first == describe(piece, view, generator(1, 8, "captions"))


HALO = Piece(
    family="pendants",
    style="halo",
    type="pendant",
    metal="rose gold",
    parts=[],
    stones=(Stone("ruby", "red", "oval", 6.0), Stone("diamond", "clear", "round", 1.3, 18)),
    chain="cable",
    setting="halo",
    pose="lying",
)


def captions_of(piece: Piece, view: View) -> str:
    return " | ".join(
        caption for i in range(12) for caption in describe(piece, view, generator(2, i, "captions"))
    )


def test_what_is_too_small_is_not_named():
    near = View("paper", "white", stone_share=(0.3, 0.05))
    middle = View("paper", "white", stone_share=(0.03, 0.005))
    far = View("paper", "white", stone_share=(0.008, 0.002))
    assert "oval" in captions_of(HALO, near) and "diamonds" in captions_of(HALO, near)
    assert "ruby" in captions_of(HALO, middle)
    assert not re.search("oval|diamond", captions_of(HALO, middle))
    assert not re.search("ruby|red|diamond", captions_of(HALO, far))
    assert labels(HALO, near)["stones"] == ["ruby", "diamond"]
    assert labels(HALO, middle)["stones"] == ["ruby"]
    assert labels(HALO, far)["stones"] == []


def test_the_pattern_of_a_chain_needs_contrast():
    assert "cable" in captions_of(HALO, View("paper", "black", contrast=0.5))
    assert "cable" not in captions_of(HALO, View("paper", "white", contrast=0.01))


def test_the_background_is_the_one_shown():
    captions = captions_of(HALO, View("velvet", "navy"))
    assert "on navy velvet" in captions and "white" not in captions


def test_labels_follow_the_data_format():
    found = labels(HALO, View("paper", "white"))
    assert found == {
        "type": "pendant",
        "metal": "rose gold",
        "stones": ["ruby", "diamond"],
        "style": ["halo", "chain"],
        "motif": "",
        "scene": "white background",
    }


@pytest.mark.parametrize(
    ("metal", "metal2", "label"),
    [
        ("platinum", "", "silver"),
        ("white gold", "", "silver"),
        ("yellow gold", "silver", "mixed"),
        ("black", "", "black"),
    ],
)
def test_white_metals_have_one_label(metal, metal2, label):
    piece = Piece("rings", "band", "ring", metal, [], metal2=metal2)
    assert labels(piece)["metal"] == label


def test_scenes_are_labelled_like_the_photographs():
    assert scene_label(View("acrylic", "black")) == "black background"
    assert scene_label(View("marble", "white")) == "on white marble"
    assert scene_label(View("paper", "white", prop="ring box")) == "in a box"


@pytest.mark.parametrize(
    ("word", "many"),
    [
        ("ruby", "rubies"),
        ("topaz", "topazes"),
        ("onyx", "onyx stones"),
        ("leaf", "leaves"),
        ("diamond", "diamonds"),
        ("cross", "crosses"),
    ],
)
def test_plurals(word, many):
    assert plural(word) == many


def test_articles():
    assert article("oval ruby") == "an oval ruby"
    assert article("one-row band") == "a one-row band"
    assert article("silver ring") == "a silver ring"
