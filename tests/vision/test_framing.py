"""Framing: crops to a piece on plain ground, never cuts it, and leaves other photos whole."""

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from captioning.vision.framing import Framing, rim

GROUND, METAL = (240, 238, 235), (180, 140, 60)
sides = st.integers(1, 900)
shares = st.floats(0, 1)


def close_up(photo, margin=0.1):
    return Framing(margin).close_up(photo)


def on_plain_ground(size, box, ground=GROUND):
    photo = Image.new("RGB", size, ground)
    ImageDraw.Draw(photo).rectangle(box, fill=METAL)
    return photo


def metal(photo):
    return int((np.asarray(photo) == METAL).all(-1).sum())


def test_a_small_piece_fills_the_frame_but_for_its_margin():
    near = close_up(on_plain_ground((600, 600), (200, 250, 399, 349)))
    assert near.size == pytest.approx((240, 140), abs=6)


def test_a_wider_margin_leaves_more_ground():
    photo = on_plain_ground((600, 600), (200, 250, 399, 349))
    assert close_up(photo, 0.05).width < close_up(photo, 0.2).width < photo.width


@given(sides, sides, shares, shares, shares, shares, st.floats(0.01, 0.5))
@example(18, 3, 0.0, 0.0, 0.9375, 0.0, 0.5)
def test_no_part_of_a_piece_is_lost(width, height, left, top, wide, high, margin):
    x, y = int(left * (width - 1)), int(top * (height - 1))
    # a hair thinner than one pixel of the searched copy is invisible to the encoder too
    finest = -(-max(width, height) // 150)
    box = (x, y, x + max(finest, int(wide * width)), y + max(finest, int(high * height)))
    photo = on_plain_ground((width, height), box)
    # whatever fills the rim counts as ground
    assume((rim(np.asarray(photo)) == METAL).all(-1).mean() < 0.5)
    assert metal(close_up(photo, margin)) == metal(photo)


@pytest.mark.parametrize("ground", [(255, 255, 255), (12, 12, 14), (120, 30, 40)])
def test_ground_of_any_colour_is_left_out(ground):
    assert close_up(on_plain_ground((400, 300), (150, 100, 250, 200), ground)).width < 200


def test_uneven_light_on_the_ground_is_no_piece():
    photo = np.asarray(on_plain_ground((400, 400), (150, 150, 249, 249))).astype(int)
    shaded = photo - np.linspace(0, 12, 400).astype(int)[:, None]
    assert close_up(Image.fromarray(shaded.astype(np.uint8))).width < 150


def test_a_scene_is_left_whole():
    noise = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    scene = Image.fromarray(noise)
    assert close_up(scene) is scene


def test_empty_ground_is_left_whole():
    photo = Image.new("RGB", (300, 200), GROUND)
    assert close_up(photo) is photo


def test_a_speck_is_not_blown_up():
    near = close_up(on_plain_ground((800, 600), (400, 300, 403, 303)))
    assert max(near.size) >= 800 // Framing.closest
    assert metal(near) == 16


def test_a_piece_at_the_edge_keeps_its_edge():
    photo = on_plain_ground((500, 500), (0, 240, 99, 259))
    near = close_up(photo)
    assert near.getpixel((0, near.height // 2)) == METAL


def test_pieces_apart_on_plain_ground_are_found_from_left_to_right():
    photo = Image.new("RGB", (900, 600), GROUND)
    draw = ImageDraw.Draw(photo)
    boxes = [(90, 120, 269, 299), (600, 300, 779, 479), (360, 60, 449, 149)]
    for box in boxes:
        draw.rectangle(box, fill=METAL)
    draw.rectangle((300, 500, 309, 509), fill=METAL)  # a crumb
    found = Framing().pieces(photo)
    assert len(found) == 3
    for (left, top, right, bottom), (x, y, until, end) in zip(found, sorted(boxes), strict=True):
        assert left * 900 <= x and top * 600 <= y and right * 900 > until and bottom * 600 > end
        assert (right - left) * 900 < 1.35 * (until - x)


def test_one_piece_a_busy_ground_or_many_beads_are_not_offered_apart():
    one = on_plain_ground((600, 600), (200, 250, 399, 349))
    busy = Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 90, 3), np.uint8))
    beads = Image.new("RGB", (600, 600), GROUND)
    for place in range(16):
        x, y = 20 + 150 * (place % 4), 20 + 150 * (place // 4)
        ImageDraw.Draw(beads).ellipse((x, y, x + 80, y + 80), fill=METAL)
    parts = Image.new("RGB", (600, 600), GROUND)  # a stone on a band that fades into the ground
    ImageDraw.Draw(parts).rectangle((100, 60, 400, 300), outline=METAL, width=20)
    ImageDraw.Draw(parts).rectangle((200, 200, 320, 500), outline=GROUND, width=60)
    ImageDraw.Draw(parts).rectangle((230, 230, 290, 480), fill=METAL)
    photos = (one, busy, beads, parts)
    assert [Framing().pieces(photo) for photo in photos] == [[], [], [], []]


def test_a_picture_is_empty_where_nothing_stands_out_from_plain_ground():
    empty = [Image.new("RGB", (400, 300), ground) for ground in ("white", GROUND, "black")]
    piece = on_plain_ground((1600, 1200), (800, 600, 839, 639))
    busy = Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 90, 3), np.uint8))
    assert [Framing().is_empty(photo) for photo in (*empty, piece, busy)] == [
        True, True, True, False, False,
    ]  # fmt: skip
