"""What a person looks at first, and which photos belong together."""

import numpy as np
import pytest

from captioning.catalogue.doubt import Judged, doubt, shop_words
from captioning.catalogue.groups import View, near_pictures, products, same_pictures
from captioning.catalogue.shop_file import Facts
from captioning.data.attributes import Attributes
from captioning.language.attributes import attributes

RING = "a silver ring with a ruby"


@pytest.mark.parametrize(
    ("judged", "reasons"),
    [
        (Judged(RING, {"a": RING, "b": "silver ring, ruby"}), ()),
        (Judged(" "), ("empty",)),
        (Judged(RING, {"a": RING, "b": "a silver bangle with a ruby"}), ("type_disputed",)),
        (Judged(RING, {"a": RING, "b": "a gold ring with a ruby"}), ("metal_disputed",)),
        (Judged(RING, {"a": RING, "b": "a silver ring with a sapphire"}), ("stones_disputed",)),
        (Judged(RING, shop=attributes("18k gold ring")), ("metal_against",)),
        (Judged(RING, shop=attributes("White gold earrings")), ("type_against",)),
        (Judged(f"{RING} {'and diamonds ' * 9}"), ("too_long",)),
        (Judged(RING, repeated=True), ("repeated",)),
        (Judged(RING, confidence={"a": 0.4, "b": 0.5}), ("unsure",)),
        (Judged("a lovely thing"), ("no_type", "no_metal")),
        (Judged("a silver pendant", shop=Attributes("necklace")), ()),
    ],
)
def test_what_is_held_against_a_caption(judged, reasons):
    assert doubt(judged).reasons == reasons


def test_the_most_doubtful_comes_first_and_confidence_decides_between_equals():
    sure, unsure = (doubt(Judged(RING, confidence={"a": c, "b": c})) for c in (0.9, 0.6))
    disputed = doubt(Judged(RING, {"a": RING, "b": "a gold ring"}, {"a": 0.99, "b": 0.99}))
    assert disputed.weight > unsure.weight > sure.weight
    assert (sure.confidence, doubt(Judged(RING)).confidence) == (0.9, None)


def test_a_shops_words_are_its_labels_the_name_of_the_file_and_its_product_file():
    words = shop_words(Attributes(metal="silver"), "18k-gold_ring 2")
    assert (words.type, words.metal) == ("ring", "silver")
    facts = Facts(title="Goldarmreif mit Saphir")
    assert doubt(Judged(RING, facts=facts)).reasons == (
        "type_against", "metal_against", "stones_against"
    )  # fmt: skip
    assert doubt(Judged(RING, facts=Facts(title="Silberring mit Rubin"))).reasons == ()


def grouped(*views: tuple) -> list[list[str]]:
    made = [View(v[0], v[1] if len(v) > 1 else None, attributes(v[2] if len(v) > 2 else ""))
            for v in views]  # fmt: skip
    groups: dict[int, list[str]] = {}
    for view, first in zip(made, products(made), strict=True):
        groups.setdefault(first, []).append(view.name)
    return list(groups.values())


def test_views_of_one_product_are_found_by_name_and_folder():
    same = [
        ["SKU-100/front.jpg", "SKU-100/back.jpg", "SKU-100/detail 2.jpg"],
        ["SKU-101/front.jpg", "SKU-101/Side.JPG"],
        ["R1001.jpg", "R1001_2.jpg", "R1001-3.jpg", "R1001b.jpg", "r1001_front.png"],
        ["halo ring.jpg", "halo ring close-up.jpg", "halo ring (2).jpg"],
    ]
    alone = ["ring-1.jpg", "ring-2.jpg", "IMG_1234.jpg", "IMG_1235.jpg", "front.jpg", "back.jpg",
             "DSC01.jpg", "DSC02.jpg", "backpack.jpg"]  # fmt: skip
    found = grouped(*((name,) for group in same for name in group), *((name,) for name in alone))
    assert found == same + [[name] for name in alone]


def test_a_handle_counts_above_names_and_looks_count_above_names():
    assert grouped(
        ("a.jpg", "halo", "a ring"), ("b.jpg", "HALO", "a bangle"), ("a_2.jpg", "other")
    ) == [["a.jpg", "b.jpg"], ["a_2.jpg"]]
    assert grouped(
        ("x1 front.jpg", None, "a silver ring"), ("x1 back.jpg", None, "silver bangle"),
        ("x1 side.jpg", None, "a ring"), ("x1 top.jpg", None, "a gold ring"),
    ) == [["x1 front.jpg", "x1 side.jpg"], ["x1 back.jpg"], ["x1 top.jpg"]]  # fmt: skip


def test_copies_have_the_same_pixels_and_near_ones_are_only_offered():
    assert same_pictures(["a", "b", "a", "", "", "a"]) == {2: 0, 5: 0}
    rng = np.random.default_rng(0)
    prints = rng.normal(size=(6, 40)).astype(np.float32)
    prints[4] = prints[1] + 0.01
    prints[5] = 0
    prints[:5] /= np.linalg.norm(prints[:5], axis=1, keepdims=True)
    assert list(near_pictures(prints, 0.9)) == [(1, 4)]
