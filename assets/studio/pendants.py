"""Pendants: a stone or a motif hung from a chain or a cord that leaves the picture at the top."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import chains
import motifs
import numpy as np
from charms import Charm, cabochon_shape, charm, gemstone, held, moved, turned
from mesh import TAU, Array, Mesh, lathe, merge, sphere, spline, sweep, torus, tube
from metals import CORDS
from outlines import dome, inset, plate, smoothed
from parts import Part, Piece, Stone
from proportions import FACETED
from sampler import Spec
from settings import Mount, mount, row

Rng = np.random.Generator


def build(rng: Rng, spec: Spec) -> Piece:
    """Builds a pendant on its chain.

    Args:
        rng: Draws the shape.
        spec: What to make; `spec.style` is one of "solitaire", "halo", "cluster", "motif",
            "coin", "letters", "drop" or "bar".
    """
    ornament = ornament_of(rng, spec)
    parts, details = hang(ornament, spec, rng)
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
            from settings import halo

            seat = halo(seat, accent, 1)
    else:
        seat = mount(stone, spec.setting or "bezel", rng, accent, shape)
    stones = [stone]
    if any(p.material == "stone:1" for p in seat.parts):
        width = accent if spec.style == "halo" else size * 0.53
        stones.append(gemstone(spec, 1, width, "round", 14) if len(spec.stones) > 1 else _same(stone, width))
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
    meshes = [_stroke(s, wire, rng_flat) for s in strokes for rng_flat in (True,)]
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
        place = np.array([size * 0.52 if not features else 0, -size * 0.52 if not features else -size * 0.68])
        seat = held(spec, 0, size * 0.17, rng, "bezel", "round")
        if not features:
            place = np.array([strokes[0][-1, 0], strokes[0][-1, 1]])
        parts += seat.placed([*place, (2 * wire if not features else 1.2) + 0.5 * seat.depth])
        stones = (gemstone(spec, 0, size * 0.17, "round"),)
    return Charm(parts, top, stones, {"letter": letter, "features": features, "setting": "bezel" if stones else ""})


def _stroke(points: Array, half: float, flat: bool) -> Mesh:
    """A stroke of a letter: a flat band of rounded section along a line."""
    line = points if len(points) > 12 else _dense(points)
    path = np.column_stack([line, np.full(len(line), half)])
    section = smoothed([[-half, -half], [half, -half], [half, half], [-half, half]], half * 0.7, 5)
    return sweep(path, section, np.ones(len(path)), up=(0, 0, 1))


def _dense(points: Array) -> Array:
    """Puts points along straight strokes, rounding their corners a little."""
    pieces = [np.linspace(a, b, 12, endpoint=False) for a, b in zip(points, points[1:])]
    line = np.concatenate([*pieces, points[-1:]])
    soft = line.copy()
    soft[1:-1] = (line[:-2] + 2 * line[1:-1] + line[2:]) / 4
    return soft


def _coin(spec: Spec, rng: Rng) -> Charm:
    """A medal: a disc with a raised or beaded rim and a motif in relief."""
    r = rng.uniform(7, 11)
    wide = rng.choice([1.0, 1.0, 0.8])
    rim = np.stack([wide * np.cos(TAU * np.arange(96) / 96), np.sin(TAU * np.arange(96) / 96)], 1) * r
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
    from mesh import sphere

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
        path = np.column_stack([np.zeros(60), np.linspace(-length / 2, length / 2, 60), np.full(60, 0.66 * gem)])
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
        corners = smoothed([(-w, -length / 2), (w, -length / 2), (w, length / 2), (-w, length / 2)], rng.choice([0.3, 0.95 * w]), 7)
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
    return Charm(turned(parts, "z", np.pi / 2), np.array([0, 0, z]), stones, details, ends)


def _cap(gem: float) -> Mesh:
    return tube([[-0.6 * gem, 0, 0], [0.6 * gem, 0, 0]], 0.36 * gem, 12)


def _drop(spec: Spec, rng: Rng) -> Charm:
    """A teardrop of metal, or a pear-shaped or round stone below a smaller ornament."""
    if not spec.stones or rng.random() < 0.25:
        return charm("teardrop", spec, rng.uniform(16, 26), rng)
    size = rng.uniform(6, 9)
    stone = gemstone(spec, 0, size, "pear")
    shape = "pear"
    seat = held(spec, 0, size, rng) if stone.cut in ("bead", "baroque") else mount(
        stone, str(rng.choice(["bezel", "prong", "halo"])) if len(spec.stones) > 1 else "bezel", rng, 1.3, shape
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


def hang(ornament: Charm, spec: Spec, rng: Rng) -> tuple[list[Part], dict[str, Any]]:
    """Hangs an ornament from its chain and lays it all on the floor at z = 0.

    Returns:
        The parts, and facts for the describer.
    """
    height = _height(ornament.parts)
    width = float(np.clip(height * rng.uniform(0.05, 0.085), 0.9, 2.0))
    details: dict[str, Any] = {}
    if spec.chain == "cord":
        width = rng.uniform(1.5, 2.4)
        details["cord"] = str(rng.choice(list(CORDS)))
    elif spec.chain in ("rope", "snake", "curb"):
        width *= 1.15
    if ornament.ends is not None and spec.chain != "cord" and (ornament.top == 0).sum() >= 2:
        return _between(ornament, spec, width, height, rng), details
    if ornament.ends is not None and spec.chain != "cord" and rng.random() < 0.6:
        return _between(ornament, spec, width, height, rng), details
    bail, at = _bail(ornament.top, width, rng)
    lift = max(0.0, -bail.bounds()[0][2])
    tilt = float(np.arcsin(np.clip(lift / max(height, 3), 0, 0.5)))
    body = moved(ornament.parts, *(-ornament.top))
    body = moved(turned(body, "x", tilt), *ornament.top)
    parts = [*body, Part(bail, "metal")]
    parts += _strands(at, spec, width, height, rng)
    return _grounded(parts), details


def _height(parts: list[Part]) -> float:
    boxes = [p.mesh.bounds() for p in parts]
    return float(max(b[1][1] for b in boxes) - min(b[0][1] for b in boxes))


def _grounded(parts: list[Part]) -> list[Part]:
    return moved(parts, z=-min(p.mesh.bounds()[0][2] for p in parts))


def _bail(top: Array, chain: float, rng: Rng) -> tuple[Mesh, Array]:
    """A ring soldered to the top of an ornament and a loop through it, and where the chain goes.

    The loop stands across the chain; it passes through the ring with clearance.
    """
    wire = float(np.clip(chain * rng.uniform(0.26, 0.34), 0.3, 0.6))
    inner = 2.9 * wire
    centre = top + [0, inner * 0.8, 0]
    ring = torus(inner - wire * 0.2, wire, 32, 10).moved(*centre)
    rise = max(chain / 2 + wire * 1.25, 2.4 * wire)
    long = chain + rng.uniform(2.6, 4.6)
    t = np.linspace(0, TAU, 48, endpoint=False)
    y, z = long / 2 * -np.cos(t), rise * np.sin(t)
    path = centre + np.column_stack([np.zeros(48), y + long / 2 + wire * 0.3, z])
    broad = 1 + rng.uniform(0, 1.8) * np.clip(-np.cos(t), 0, 1) if rng.random() < 0.5 else np.ones(48)
    broad = 1 + (broad - 1)[::-1]
    section = np.stack([np.cos(TAU * np.arange(12) / 12), np.sin(TAU * np.arange(12) / 12)], 1) * wire
    loop = _broad_loop(path, section, broad)
    at = centre + [0, long + wire * 0.3 - wire - chain / 2 - 0.12, 0]
    return merge([ring, loop]), at


def _broad_loop(path: Array, section: Array, broad: Array) -> Mesh:
    """A loop in the y-z plane whose wire widens along x, as the bails of pendants do."""
    from mesh import loft

    centre = path.mean(axis=0)
    ahead = np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    x = np.array([1.0, 0, 0])
    rings = []
    for p, d, b in zip(path, ahead, broad):
        out = np.cross(d, x)
        rings.append(p + np.outer(section[:, 0] * b, x) + np.outer(section[:, 1], out))
    mesh = loft(np.array(rings), wrap=True)
    del centre
    return mesh if mesh.volume() > 0 else Mesh(mesh.vertices, [f[::-1] for f in mesh.faces])


def _strands(at: Array, spec: Spec, width: float, height: float, rng: Rng) -> list[Part]:
    """The chain through the bail: up and outward on both sides until it leaves the picture."""
    slope = rng.uniform(1.3, 3.2)
    reach = 75.0 / np.hypot(1, slope)
    x = np.sign(np.linspace(-1, 1, 121)) * np.abs(np.linspace(-1, 1, 121)) ** 1.6 * reach
    soft = rng.uniform(0.8, 2.2) + width / 2
    curve = rng.uniform(-0.004, 0.006)
    y = slope * (np.sqrt(x**2 + soft**2) - soft) * (1 + curve * np.abs(x))
    y += rng.uniform(-0.02, 0.02) * x * np.abs(x) / 4
    z = width / 2 - at[2] + 0 * x
    z = np.where(np.abs(x) < 1.2, 0, z * (1 - np.exp(-((np.maximum(np.abs(x) - 1.2, 0) / 3) ** 2))))
    path = at + np.column_stack([x, y, z])
    near = path[:, 1] - at[1] < height * rng.uniform(0.25, 0.9)
    return _split(path, near, spec, width, rng)


def _split(path: Array, near: Array, spec: Spec, width: float, rng: Rng) -> list[Part]:
    """The part of a chain that the camera must show, and the rest of it."""
    first, last = np.flatnonzero(near)[[0, -1]]
    pieces = [(path[: first + 1], False), (path[first : last + 1], True), (path[last:], False)]
    parts = []
    for line, framed in pieces:
        if len(line) < 3:
            continue
        if spec.chain == "cord":
            parts.append(Part(chains.cord(line, width / 2), "cord", framed))
        else:
            parts.append(Part(chains.chain(spec.chain, line, width, rng), "metal", framed))
    return parts


def _between(ornament: Charm, spec: Spec, width: float, height: float, rng: Rng) -> list[Part]:
    """Hangs an ornament by its two ends between two halves of the chain."""
    left, right = ornament.ends
    wire = float(np.clip(width * 0.24, 0.22, 0.5))
    slope = rng.uniform(0.9, 2.0)
    parts = list(ornament.parts)
    wide = float(right[0] - left[0])
    for end, side in ((left, -1), (right, 1)):
        out = np.array([side, slope * 0.6, 0]) / np.hypot(1, slope * 0.6)
        ring = torus(3.4 * wire, wire, 28, 10).moved(*(end + out * 2.2 * wire))
        parts.append(Part(ring, "metal"))
        start = end + out * (5.2 * wire)
        s = np.linspace(0, 70, 90)
        x = side * s / np.hypot(1, slope) * (1 - 0.003 * s)
        y = slope * s / np.hypot(1, slope)
        z = (width / 2 - start[2]) * (1 - np.exp(-s / 4))
        path = start + np.column_stack([x, y, z])
        near = s < max(4.0, wide * rng.uniform(0.2, 0.5))
        parts += _split(path, near, spec, width, rng)
    return _grounded(parts)
