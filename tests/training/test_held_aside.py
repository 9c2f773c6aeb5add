"""Shops held aside, and what is rare."""

from pathlib import Path

from captioning.data import Attributes, Example
from captioning.training.held_aside import only, sources_aside, without
from captioning.training.rarity import rare_rows

RING, WATCH = Attributes("ring", "silver", (), no_stones=True), Attributes("watch", "silver", ())


def photo(number, source, labels=RING):
    return Example(Path(f"{number}.jpg"), ("a ring",), "train", f"{number}.jpg", labels, source)


def test_whole_sources_are_held_aside():
    photos = [photo(n, f"shop {n % 20}") for n in range(400)]
    chosen = sources_aside(photos, 0.1)
    assert len(chosen) == 2
    assert len(only(photos, chosen)) == 40 and len(without(photos, chosen)) == 360
    assert chosen == sources_aside(photos[::-1], 0.1)


def test_a_large_source_and_scenes_stay():
    photos = [photo(n, "large") for n in range(90)] + [photo(90 + n, "small") for n in range(10)]
    scenes = [photo(100 + n, None, None) for n in range(50)]
    assert sources_aside([*photos, *scenes], 0.2) == {"small"}
    assert without(scenes, frozenset({"small"})) == scenes
    assert not sources_aside(photos, 0)


def test_what_few_photos_have_is_rare():
    labelled = [photo(n, "shop") for n in range(99)] + [photo(99, "shop", WATCH)]
    scenes = [photo(100 + n, None, None) for n in range(50)]
    assert rare_rows([*labelled, *scenes], 0.02) == {99}
    assert not rare_rows([*labelled, *scenes], 0.01)
