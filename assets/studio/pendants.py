"""Pendants: a stone or a motif hung from a chain or a cord that leaves the picture at the top."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import hanging
import motifs
import numpy as np
from charms import Charm, cabochon_shape, charm, gemstone, held, turned
from mesh import TAU, Array, Mesh, merge, sphere, sweep, tube
from outlines import dome, inset, plate, smoothed
from parts import Part, Piece, Stone
from proportions import FACETED
from sampler import Spec
from settings import halo, mount, row

Rng = np.random.Generator


def build(rng: Rng, spec: Spec) -> Piece:
    """Builds a pendant on its chain.

    Args:
        rng: Draws the shape.
        spec: What to make; `spec.style` is one of "solitaire", "halo", "cluster", "motif",
            "coin", "letters", "drop" or "bar".
    """
    ornament = ornament_of(rng, spec)
    parts, details = hanging.hang(ornament, spec, rng)
    details = {**ornament.details, **details}
    pose = "hanging" if rng.random() < 0.2 else "lying"
    if pose == "hanging":
        parts = turned(parts, "x", np.pi / 2)
    setting = details.get("setting", spec.setting if ornament.stones else "")
    return Piece(
        family="pendants",
        style=spec.style,
        type="pendant",
        metal=spec.metal,
        parts=parts,
        finish=spec.finish,
        metal2=spec.metal2 if any(p.material == "metal2" for p in parts) else "",
        stones=ornament.stones,
        motif=spec.motif,
        chain=spec.chain,
        setting=setting,
        pose=pose,
        details=details,
    )


def ornament_of(rng: Rng, spec: Spec) -> Charm:
    """What hangs on the chain, lying with its back at z = 0."""
    if spec.style in ("solitaire", "halo", "cluster"):
        return _stone(spec, rng)
    if spec.style == "letters":
        return _letter(spec, rng)
    if spec.style == "coin":
        return _coin(spec, rng)
    if spec.style == "bar":
        return _bar(spec, rng)
    if spec.style == "drop":
        return _drop(spec, rng)
    return charm(spec.motif, spec, rng.uniform(14, 24), rng)


def _stone(spec: Spec, rng: Rng) -> Charm:
    """One stone in its setting, with a smaller one above it at times."""
    size = {"solitaire": rng.uniform(5.5, 10), "halo": rng.uniform(5, 8)}.get(
        spec.style, rng.uniform(3.5, 5)
    )
    cut = "round" if spec.style == "cluster" and spec.cut in FACETED_CUTS else ""
    stone = gemstone(spec, 0, size, cut)
    shape = cabochon_shape(spec, rng)
    accent = float(np.clip(size * rng.uniform(0.17, 0.24), 1.1, 1.8))
    if stone.cut in ("bead", "baroque"):
        seat = held(spec, 0, size, rng)
        if spec.style == "halo":
            seat = halo(seat, accent, 1)
    else:
        seat = mount(stone, spec.setting or "bezel", rng, accent, shape)
    stones = [stone]
    if any(p.material == "stone:1" for p in seat.parts):
        width = accent if spec.style == "halo" else size * 0.53
        stones.append(
            gemstone(spec, 1, width, "round", 14) if len(spec.stones) > 1 else _same(stone, width)
        )
    high = float(seat.outline[:, 1].max())
    parts = seat.placed([0, 0, seat.depth])
    details: dict[str, Any] = {"cabochon": shape} if stone.cut == "cabochon" else {}
    return Charm(parts, np.array([0, high - 0.15, seat.depth]), tuple(stones), details)


FACETED_CUTS = ("oval", "pear", "cushion", "emerald", "marquise", "princess", "heart")


def _same(stone: Stone, width: float) -> Stone:
    """Accents of the middle stone's own kind; around an opaque stone they are beads of it."""
    cut = stone.cut if stone.cut in ("bead", "cabochon") else "round"
    return Stone(stone.kind, stone.look, "bead" if cut == "baroque" else cut, width, 14)


def _letter(spec: Spec, rng: Rng) -> Charm:
    """An initial of flat or round wire, alone or on a disc."""
    letter = str(rng.choice(list(motifs.LETTERS)))
    size = rng.uniform(10, 17)
    strokes = [s * size / 2 * [rng.uniform(0.85, 1.1), 1] for s in motifs.LETTERS[letter]]
    wire = size * rng.uniform(0.055, 0.085)
    meshes = [_stroke(s, wire) for s in strokes]
    parts: list[Part] = []
    top = np.array([0.0, max(s[:, 1].max() for s in strokes) + wire * 0.6, wire])
    features: tuple[str, ...] = ()
    if rng.random() < 0.35:
        disc = motifs.disc(rng) * size * 0.88
        disc[:, 0] *= 1.0 if np.ptp(disc[:, 0]) > 1.5 * size else 1.12
        parts.append(Part(plate(disc, 1.2, 0.35), "metal"))
        meshes = [m.moved(z=1.0) for m in meshes]
        top = np.array([0, size * 0.88 - 0.25, 0.6])
        features = ("a round disc",) if np.ptp(disc[:, 0]) > 1.7 * size else ("an oval disc",)
    else:
        tops = [p for s in strokes for p in s if p[1] > size * 0.42]
        x = min(tops, key=lambda p: abs(p[0]))[0]
        top = np.array([x, max(p[1] for p in tops) + wire * 0.5, wire])
    second = "metal2" if spec.metal2 and features else "metal"
    parts.append(Part(merge(meshes), second))
    stones: tuple[Stone, ...] = ()
    if spec.stones:
        place = np.array(
            [size * 0.52 if not features else 0, -size * 0.52 if not features else -size * 0.68]
        )
        seat = held(spec, 0, size * 0.17, rng, "bezel", "round")
        if not features:
            place = np.array([strokes[0][-1, 0], strokes[0][-1, 1]])
        parts += seat.placed([*place, (2 * wire if not features else 1.2) + 0.5 * seat.depth])
        stones = (gemstone(spec, 0, size * 0.17, "round"),)
    return Charm(
        parts,
        top,
        stones,
        {"letter": letter, "features": features, "setting": "bezel" if stones else ""},
    )


def _stroke(points: Array, half: float) -> Mesh:
    """A stroke of a letter: a flat band of rounded section along a line."""
    line = points if len(points) > 12 else _dense(points)
    path = np.column_stack([line, np.full(len(line), half)])
    section = smoothed([[-half, -half], [half, -half], [half, half], [-half, half]], half * 0.7, 5)
    return sweep(path, section, np.ones(len(path)), up=(0, 0, 1))


def _dense(points: Array) -> Array:
    """Puts points along straight strokes, rounding their corners a little."""
    pieces = [np.linspace(a, b, 12, endpoint=False) for a, b in pairwise(points)]
    line = np.concatenate([*pieces, points[-1:]])
    soft = line.copy()
    soft[1:-1] = (line[:-2] + 2 * line[1:-1] + line[2:]) / 4
    return soft


def _coin(spec: Spec, rng: Rng) -> Charm:
    """A medal: a disc with a raised or beaded rim and a motif in relief."""
    r = rng.uniform(7, 11)
    wide = rng.choice([1.0, 1.0, 0.8])
    rim = (
        np.stack([wide * np.cos(TAU * np.arange(96) / 96), np.sin(TAU * np.arange(96) / 96)], 1) * r
    )
    parts = [Part(plate(rim, 1.2, 0.3), "metal")]
    edge = np.column_stack([inset(rim, 0.5), np.full(96, 1.15)])
    features = []
    if rng.random() < 0.45:
        places = motifs.even(edge[:, :2], int(TAU * r / 1.25))
        parts.append(Part(merge([_grain().moved(*p, 1.15) for p in places]), "metal"))
        features.append("a beaded edge")
    else:
        parts.append(Part(tube(edge, rng.uniform(0.4, 0.7), 10, closed=True), "metal"))
        features.append("a raised rim")
    relief = str(rng.choice(["star", "heart", "flower", "moon", "cross", "leaf", "sun", ""]))
    second = "metal2" if spec.metal2 else "metal"
    stones: tuple[Stone, ...] = ()
    if spec.stones:
        seat = held(spec, 0, r * rng.uniform(0.3, 0.5), rng, "bezel", "round")
        parts += seat.placed([0, 0, 1.2 + 0.4 * seat.depth])
        stones = (gemstone(spec, 0, seat.outline[:, 0].max() * 1.8, "round"),)
        relief = "sun" if rng.random() < 0.6 else ""
    if relief == "sun":
        parts.append(Part(_rays(r, bool(stones), rng), second))
        features.insert(0, "engraved rays")
    elif relief == "moon":
        parts.append(Part(plate(motifs.crescent(rng) * r * 0.5, 0.8, 0.3).moved(z=1.1), second))
        features.insert(0, "a raised moon")
    elif relief:
        outline = motifs.OUTLINES[relief](rng) * r * rng.uniform(0.45, 0.6)
        mesh = dome(outline, 0.8, 0.3, 10, 1.0 if relief in ("star", "leaf") else 2.0)
        parts.append(Part(mesh.moved(z=1.1), second))
        features.insert(0, f"a raised {relief}")
    return Charm(parts, np.array([0, r - 0.3, 0.6]), stones, {"features": tuple(features)})


def _grain() -> Mesh:

    return sphere(0.55, 10, 7)


def _rays(r: float, stone: bool, rng: Rng) -> Mesh:
    """Raised rays from the middle of a disc."""
    count = int(rng.integers(12, 25))
    rays = []
    for k in range(count):
        a = TAU * k / count
        d = np.array([np.cos(a), np.sin(a)])
        near, far = r * (0.45 if stone else 0.12), r * (0.8 if k % 2 else 0.66)
        rays.append(tube([[*(d * near), 1.2], [*(d * far), 1.2]], [0.38, 0.16], 8))
    return merge(rays)


def _bar(spec: Spec, rng: Rng) -> Charm:
    """A slender bar, upright on a bail or level between two chains, plain or with stones."""
    length, width = rng.uniform(20, 32), rng.uniform(2.0, 3.6)
    level = rng.random() < 0.5
    way = str(rng.choice(["row", "end", "row"])) if spec.stones else "plain"
    stones: tuple[Stone, ...] = ()
    if way == "row" and spec.stones[0] in FACETED:
        gem = float(np.clip(width * 0.62, 1.2, 2.2))
        path = np.column_stack(
            [np.zeros(60), np.linspace(-length / 2, length / 2, 60), np.full(60, 0.66 * gem)]
        )
        up = np.tile([0.0, 0.0, 1.0], (60, 1))
        parts = row(path, up, gem, 0, str(rng.choice(["channel", "pave"])))
        cap = [_cap(gem).moved(0, s * (length / 2 + 0.1 * gem), 0.42 * gem) for s in (-1, 1)]
        parts.append(Part(merge(cap), "metal"))
        stones = (gemstone(spec, 0, gem, "round", int(length / gem / 1.05)),)
        reach, z = length / 2 + 0.3 * gem, 0.42 * gem
        details: dict[str, Any] = {"row": True, "setting": "pave"}
    else:
        h = rng.uniform(1.2, 2.2)
        w = width / 2
        corners = smoothed(
            [(-w, -length / 2), (w, -length / 2), (w, length / 2), (-w, length / 2)],
            rng.choice([0.3, 0.95 * w]),
            7,
        )
        parts = [Part(plate(corners, h, 0.35), "metal")]
        reach, z = length / 2, h / 2
        details = {"setting": "bezel" if spec.stones else ""}
        if spec.stones:
            seat = held(spec, 0, width * 0.75, rng, "bezel", "round")
            y = -length / 2 + width if rng.random() < 0.6 else 0.0
            parts += seat.placed([0, y, h + 0.4 * seat.depth])
            stones = (gemstone(spec, 0, width * 0.75, "round"),)
    details["adjectives"] = ("horizontal",) if level else ("vertical",)
    if not level:
        return Charm(parts, np.array([0, reach - 0.2, z]), stones, details)
    ends = (np.array([-reach, 0, z]), np.array([reach, 0, z]))
    return Charm(turned(parts, "z", np.pi / 2), np.array([0, 0, z]), stones, details, ends, True)


def _cap(gem: float) -> Mesh:
    return tube([[-0.6 * gem, 0, 0], [0.6 * gem, 0, 0]], 0.36 * gem, 12)


def _drop(spec: Spec, rng: Rng) -> Charm:
    """A teardrop of metal, or a pear-shaped or round stone below a smaller ornament."""
    if not spec.stones or rng.random() < 0.25:
        return charm("teardrop", spec, rng.uniform(16, 26), rng)
    size = rng.uniform(6, 9)
    stone = gemstone(spec, 0, size, "pear")
    shape = "pear"
    seat = (
        held(spec, 0, size, rng)
        if stone.cut in ("bead", "baroque")
        else mount(
            stone,
            str(rng.choice(["bezel", "prong", "halo"])) if len(spec.stones) > 1 else "bezel",
            rng,
            1.3,
            shape,
        )
    )
    parts = seat.placed([0, 0, seat.depth])
    stones = [stone]
    if any(p.material == "stone:1" for p in parts):
        stones.append(gemstone(spec, 1, 1.3, "round", 20))
    high = float(seat.outline[:, 1].max())
    details = {"cabochon": "pear"} if stone.cut == "cabochon" else {}
    details["setting"] = "halo" if len(stones) > 1 else "bezel"
    if stone.kind == "pearl":
        details["setting"] = ""
    return Charm(parts, np.array([0, high - 0.15, seat.depth]), tuple(stones), details)
