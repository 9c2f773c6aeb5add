"""The bands of watches: links in rows, woven mesh, and leather straps with their seams.

A band lies along a track: a path in the plane x = 0 on its inner side, from the case outward.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from assets.studio.geometry.mesh import Array, Mesh, merge
from assets.studio.geometry.outlines import smoothed
from assets.studio.geometry.sweeps import loft, sphere
from assets.studio.pieces.piece import Part
from assets.studio.strands import chains

Rng = np.random.Generator

# Rows of a link band: (middle, width) in shares of the band's width, whether the row is of the
# second metal, and how far it is shifted along the band in links.
LINKS = {
    "three": [(-0.345, 0.31, False, 0.0), (0.0, 0.36, True, 0.5), (0.345, 0.31, False, 0.0)],
    "five": [
        (-0.385, 0.23, False, 0.0),
        (-0.18, 0.16, True, 0.5),
        (0.0, 0.18, True, 0.0),
        (0.18, 0.16, True, 0.5),
        (0.385, 0.23, False, 0.0),
    ],
    "one": [(-0.44, 0.11, True, 0.0), (0.0, 0.75, False, 0.0), (0.44, 0.11, True, 0.0)],
}
LONG = {"three": 0.36, "five": 0.27, "one": 0.3}  # length of a link in band widths


def half(start: tuple[float, float], long: float) -> Array:
    """The track (N, 3) of a band that lies flat, from 12 o'clock; turn it for the other half.

    Args:
        start: (y, z) where the band leaves the case, mm.
        long: Its length in mm.
    """
    y = np.linspace(0, long, 220)
    ease = np.clip(y / 13, 0, 1)
    z = start[1] * (1 - ease * ease * (3 - 2 * ease))
    return np.column_stack([0 * y, start[0] + y, z])


def around(start: tuple[float, float], rng: Rng) -> Array:
    """The track (N, 3) of a closed band: from 12 o'clock below the case to 6 o'clock."""
    wide = max(rng.uniform(28, 31), start[0] + 7.5)
    tall = rng.uniform(22, 25)
    first = np.arccos(start[0] / wide)
    t = np.linspace(first, -np.pi - first, 420)
    y, z = wide * np.cos(t), tall * np.sin(t)
    return np.column_stack([0 * y, y, z + start[1] - z[0]])


def frames(track: Array, at: Array) -> tuple[Array, Array]:
    """Rotations (K, 3, 3) with columns across, along and outward, and places (K, 3)."""
    places, ahead = chains.along(track, at)
    across = np.tile([1.0, 0.0, 0.0], (len(at), 1))
    return np.stack([across, ahead, np.cross(across, ahead)], axis=2), places


def band(
    style: str, track: Array, wide: float, leather: str, two: bool, near: float, rng: Rng
) -> list[Part]:
    """Makes a band along a track.

    Args:
        style: "link band", "mesh band" or "leather strap".
        track: (N, 3) mm.
        wide: Width at the case in mm; it narrows by a fifth.
        leather: Colour of a strap.
        two: The middle links are of the second metal.
        near: Length in mm that the camera must show.
        rng: Draws the pattern; give both halves the same state.
    """
    total = chains.measured(track)[1][-1]
    if style == "leather strap":
        return _strap(track, total, wide, leather, near)
    if style == "mesh band":
        return _mesh(track, total, wide, near)
    return _links(track, total, wide, two, near, rng)


def _taper(track: Array, at: Array) -> Array:
    """How wide the band is at distances (K,), as a share: narrowest farthest from the case."""
    total = chains.measured(track)[1][-1]
    closes = track[-1, 1] < 0  # it comes back to the case
    share = 1 - np.abs(2 * at / total - 1) if closes else at / total
    return 1 - 0.2 * share


def _set(one: Mesh, track: Array, at: Array, material: str, near: float) -> list[Part]:
    """Copies of a mesh along a track, in a part that must be seen and one that need not."""
    turns, places = frames(track, at)
    turns[:, :, 0] *= _taper(track, at)[:, None]
    kept = at <= near
    return [
        Part(chains.copies(one, turns[mask], places[mask]), material, framed)
        for mask, framed in ((kept, True), (~kept, False))
        if mask.any()
    ]


def _links(track: Array, total: float, wide: float, two: bool, near: float, rng: Rng) -> list[Part]:
    name = str(rng.choice(list(LINKS)))
    thick = rng.uniform(2.2, 2.9)
    count = int(total / (LONG[name] * wide * rng.uniform(0.85, 1.1)))
    pitch = total / count
    parts = []
    for middle, share, second, shift in LINKS[name]:
        at = (np.arange(count - int(shift > 0)) + 0.5 + shift) * pitch
        one = _link(share * wide - 0.25, 0.94 * pitch, thick)
        material = "metal2" if two and second else "metal"
        parts += _set(one.moved(middle * wide), track, at, material, near)
    return parts


def _link(wide: float, long: float, thick: float) -> Mesh:
    """A link lying on z = 0, long in y, domed across and rounded at its ends."""
    w = wide / 2
    x = np.linspace(-1, 1, 13)
    dome = thick * (0.72 + 0.28 * np.sqrt(np.maximum(1 - np.abs(x) ** 2.6, 0)))
    section = np.concatenate([np.column_stack([w * x, dome])[::-1], [[-w, 0], [w, 0]]])
    section = smoothed(section, 0.22 * min(thick, wide), 3)
    ease = np.array([0.0, 0.02, 0.07, 0.2, 0.5])
    at = np.concatenate([ease, 1 - ease[::-1][1:]])
    small = np.interp(np.minimum(at, 1 - at), ease, [0.8, 0.91, 0.965, 0.99, 1.0])
    rings = []
    for share, scale in zip(at, small, strict=True):
        flat = (section - [0, thick / 2]) * [0.5 + 0.5 * scale, scale] + [0, thick / 2]
        y = np.full(len(flat), (share - 0.5) * long)
        rings.append(np.column_stack([flat[:, 0], y, flat[:, 1]]))
    return loft(np.array(rings))


def _mesh(track: Array, total: float, wide: float, near: float) -> list[Part]:
    """Fine wire in a herringbone over a thin sheet, with a plain rim on both sides."""
    columns = max(8, int(wide / 1.25))
    step = wide / columns
    at = (np.arange(int(total / 1.0)) + 0.5) * 1.0
    parts = _ribbon(track, _flat(0.96 * wide, 0.7), "metal", near)
    for lean in (1, -1):
        knots = []
        for k in range(0 if lean > 0 else 1, columns, 2):
            knot = sphere(0.5, 8, 6).scaled(0.62 * step, 1.35, 0.8).turned("z", lean * 0.7)
            knots.append(knot.moved((k + 0.5 - columns / 2) * step, 0, 0.8))
        parts += _set(merge(knots), track, at, "metal", near)
    return parts


def _flat(wide: float, thick: float) -> Array:
    """The section (K, 2) of a thin sheet: across, outward."""
    w = wide / 2
    return smoothed([[-w, 0], [w, 0], [w, thick], [-w, thick]], 0.3 * thick, 4)


def _strap(track: Array, total: float, wide: float, leather: str, near: float) -> list[Part]:
    """Padded leather with a seam along both edges."""
    w, t = wide / 2, 2.7
    section = smoothed(
        [[-w, 0], [w, 0], [w, 0.5 * t], [0.45 * w, t], [-0.45 * w, t], [-w, 0.5 * t]], 0.7, 5
    )
    parts = _ribbon(track, section, f"leather:{leather}", near)
    stitch = sphere(0.5, 8, 6).scaled(0.42, 1.7, 0.42)
    place = w - 1.35
    high = 0.5 * t + 0.5 * t * (w - place) / (0.55 * w)
    pair = merge([stitch.moved(s * place, 0, high) for s in (-1, 1)])
    at = np.arange(1.6, total - 1.5, 2.4)
    thread = "beige" if leather in ("brown", "tan", "red") else "black"
    return parts + _set(pair, track, at, f"cord:{thread}", near)


def _ribbon(track: Array, section: Array, material: str, near: float) -> list[Part]:
    """A section carried along a track, cut where the picture may end."""
    total = chains.measured(track)[1][-1]
    ends = [0.0, near, total] if 0 < near < total else [0.0, total]
    parts = []
    for k, (start, end) in enumerate(pairwise(ends)):
        at = np.linspace(start, end, max(12, int((end - start) / 0.7)))
        turns, places = frames(track, at)
        flat = section[None] * np.stack([_taper(track, at), np.ones(len(at))], 1)[:, None]
        rings = (
            places[:, None]
            + flat[..., :1] * turns[:, None, :, 0]
            + flat[..., 1:] * turns[:, None, :, 2]
        )
        parts.append(Part(loft(rings), material, k == 0))
    return parts
