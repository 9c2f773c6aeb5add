"""The gallery: what is unfit is left out, what is there stays when more is added."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.studio import curate


def rendered(folder: Path, pieces: dict[str, str], level: int = 128) -> Path:
    """A folder as `render.py` leaves it: noisy grey pictures, each with one caption."""
    (folder / "images").mkdir(parents=True)
    (folder / "records").mkdir()
    for seed, (stem, caption) in enumerate(pieces.items()):
        noise = np.random.default_rng(seed).normal(level, 40, (32, 32, 3)).clip(0, 255)
        Image.fromarray(noise.astype(np.uint8)).save(folder / "images" / f"{stem}.webp")
        line = {"file_name": f"images/{stem}.webp", "captions": [caption]}
        (folder / "records" / f"{stem}.json").write_text(json.dumps(line))
    return folder


@pytest.fixture
def gallery(tmp_path: Path) -> Path:
    """A gallery of two pieces; the third was dropped."""
    pieces = {"07-00001": "a ring", "07-00002": "a brooch", "07-00004": "a cuff"}
    target = tmp_path / "gallery"
    kept = curate.curate(rendered(tmp_path / "first", pieces), target, {"07-00002"})
    assert kept == ["07-00001", "07-00004"]
    return target


def captions(gallery: Path) -> list[str]:
    return [line["captions"][0] for line in curate.shown(gallery)]


def test_what_is_added_joins_what_is_there(gallery, tmp_path):
    more = rendered(tmp_path / "second", {"08-00000": "a watch", "08-00003": "hoops"})
    kept = curate.curate(more, gallery, {"08-00003"}, add=True)
    assert kept == ["07-00001", "07-00004", "08-00000"]
    assert captions(gallery) == ["a ring", "a cuff", "a watch"]
    assert {path.stem for path in (gallery / "images").iterdir()} == set(kept)


def test_what_is_dropped_leaves_the_gallery(gallery, tmp_path):
    more = rendered(tmp_path / "second", {"08-00000": "a watch"})
    assert curate.curate(more, gallery, {"07-00001"}, add=True) == ["07-00004", "08-00000"]
    assert {path.stem for path in (gallery / "images").iterdir()} == {"07-00004", "08-00000"}


def test_a_piece_that_is_there_gets_its_new_captions(gallery, tmp_path):
    again = rendered(tmp_path / "again", {"07-00004": "an open cuff"})
    curate.curate(again, gallery, set(), add=True)
    assert captions(gallery) == ["a ring", "an open cuff"]


def test_without_adding_only_the_source_is_listed(gallery, tmp_path):
    fresh = rendered(tmp_path / "fresh", {"09-00000": "an anklet"})
    assert curate.curate(fresh, gallery, set()) == ["09-00000"]


@pytest.mark.parametrize(("level", "reason"), [(-200, "nearly black"), (600, "burnt out")])
def test_pictures_without_a_piece_are_refused(tmp_path, level, reason):
    source = rendered(tmp_path / "bad", {"07-00000": "nothing"}, level)
    assert curate.fault(source / "images/07-00000.webp") == reason
    assert curate.curate(source, tmp_path / "gallery", set()) == []


def test_a_contact_sheet_has_a_place_for_every_piece(gallery):
    sheet = curate.contact_sheet(gallery, ["07-00001", "07-00004"], columns=1, side=20)
    assert sheet.size == (24, 46)
