"""Bangles and cuffs: stiff rings for the wrist, plain, twisted, open, jewelled or stacked."""

from __future__ import annotations

from typing import Any

import numpy as np
from charms import gemstone, held, moved, turned
from mesh import TAU, Array, Mesh, loft, merge, sphere, sweep, tube
from outlines import smoothed
from parts import Part, Piece, Stone
from proportions import FACETED
from sampler import Spec
from settings import row

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
COUNT = 260  # steps around


def build(rng: Rng, spec: Spec) -> Piece:
    """Builds a bangle, standing, leaning or lying.

    Args:
        rng: Draws the shape and the pose.
        spec: What to make; `spec.style` is a key of `STYLES`.
    """
    parts, stones, details = STYLES[spec.style](rng, spec)
    pose = "lying" if spec.style == "stacking" or rng.random() < 0.45 else "standing"
    if pose == "standing":
        # front of the wrist (-y when lying) to the top, then turned a little to show its face
        parts = turned(
            turned(parts, "x", -np.pi / 2), "z", rng.uniform(0.25, 0.75) * rng.choice([-1, 1])
        )
        parts = turned(parts, "y", rng.uniform(-0.3, 0.3))
    low = min(p.mesh.bounds()[0][2] for p in parts)
    return Piece(
        family="bangles",
        style=spec.style,
        type="bangle",
        metal=spec.metal,
        parts=moved(parts, z=-low),
        finish=spec.finish,
        metal2=spec.metal2 if any(p.material == "metal2" for p in parts) else "",
        stones=stones,
        setting=details.get("setting", ""),
        pose=pose,
        details=details,
    )


def oval(rng: Rng, radius: float | None = None) -> tuple[float, float]:
    """Half axes of the inside: a circle, or the oval of a wrist."""
    r = rng.uniform(28, 31) if radius is None else radius
    return r, r * float(rng.choice([1.0, rng.uniform(0.8, 0.92)]))


def around(
    axes: tuple[float, float], start: float = 0.0, end: float = TAU, count: int = COUNT
) -> tuple[Array, Array]:
    """Points (count, 3) of an ellipse from angle to angle, and outward normals (count, 3).

    Angle 0 is the front (-y); a full turn does not repeat its first point.
    """
    full = abs(end - start - TAU) < 1e-9
    t = np.linspace(start, end, count, endpoint=not full) - np.pi / 2
    a, b = axes
    points = np.column_stack([a * np.cos(t), b * np.sin(t), 0 * t])
    normals = np.column_stack([b * np.cos(t), a * np.sin(t), 0 * t])
    return points, normals / np.linalg.norm(normals, axis=1, keepdims=True)


def band(points: Array, normals: Array, sections: Array, closed: bool) -> Mesh:
    """A band whose cross-sections stand on an ellipse.

    Args:
        points, normals: (N, 3) inside line and outward directions.
        sections: (N, K, 2) or (K, 2): (outward, along z) in mm, counter-clockwise.
        closed: All around.
    """
    s = np.broadcast_to(sections, (len(points), *np.shape(sections)[-2:]))
    rings = points[:, None] + s[..., :1] * normals[:, None] + s[..., 1:] * np.array([0, 0, 1.0])
    mesh = loft(rings, wrap=closed)
    return mesh if mesh.volume() > 0 else Mesh(mesh.vertices, [f[::-1] for f in mesh.faces])


def section(kind: str, thick: float, wide: float) -> Array:
    """A cross-section (K, 2) from the inside (0) outward: "round", "flat", "domed" or "knife"."""
    t = TAU * np.arange(36) / 36
    x, y = thick / 2 * (1 - np.cos(t)), wide / 2 * np.sin(t)
    if kind == "flat":
        c = smoothed(
            [[0, -wide / 2], [thick, -wide / 2], [thick, wide / 2], [0, wide / 2]], 0.42 * thick, 6
        )
        return c
    if kind == "domed":
        s = np.linspace(-1, 1, 25)
        dome = np.column_stack(
            [thick * (0.35 + 0.65 * np.sqrt(np.maximum(1 - s**2, 0))), wide / 2 * s]
        )
        back = np.column_stack(
            [0.12 * thick * np.abs(s[::-1][3:-3]) ** 4, wide / 2 * 0.94 * s[::-1][3:-3]]
        )
        return np.concatenate([dome, back])
    if kind == "knife":
        return smoothed(
            [
                [0, -wide / 2],
                [0.4 * thick, -wide / 2],
                [thick, 0],
                [0.4 * thick, wide / 2],
                [0, wide / 2],
            ],
            0.35,
            5,
        )
    return np.column_stack([x, -y])[::-1]


def _plain(rng: Rng, spec: Spec) -> Built:
    """A closed band: slim or wide, round, flat, domed or with an edge, with lines at times."""
    kind = str(rng.choice(["round", "flat", "domed", "knife"]))
    wide = (
        rng.uniform(2.4, 4.5)
        if kind in ("round", "knife")
        else float(rng.choice([rng.uniform(3, 7), rng.uniform(8, 20)]))
    )
    thick = wide if kind == "round" else rng.uniform(1.5, 2.6)
    points, normals = around(oval(rng))
    swell = np.ones(COUNT)
    if rng.random() < 0.35:
        t = np.linspace(0, TAU, COUNT, endpoint=False)
        swell = 1 + rng.uniform(0.3, 0.9) * ((1 + np.cos(t)) / 2) ** 2
    sections = section(kind, thick, wide)[None] * np.stack([np.ones(COUNT), swell], 1)[:, None]
    parts = [Part(band(points, normals, sections, True), "metal")]
    adjectives = (
        [] if kind == "round" else [{"flat": "flat", "domed": "domed", "knife": "knife edge"}[kind]]
    )
    adjectives.insert(0, "slim" if wide < 4.5 else "wide" if wide > 9 else "")
    features: tuple[str, ...] = ()
    if spec.metal2 and kind in ("flat", "domed") and wide > 5:
        for s in (-1, 1):
            line = (
                points
                + normals * thick * (0.96 if kind == "flat" else 0.52)
                + np.column_stack([np.zeros((COUNT, 2)), s * wide / 2 * swell * 0.92])
            )
            parts.append(Part(tube(line, 0.65, 10, closed=True), "metal2"))
        features = ("a raised edge",)
    return parts, (), {"adjectives": tuple(a for a in adjectives if a), "features": features}


def _cuff(rng: Rng, spec: Spec) -> Built:
    """An open band, its ends rounded, with balls, or narrowing; a stone in front at times."""
    gap = rng.uniform(0.45, 0.8)
    axes = oval(rng)
    points, normals = around(axes, -np.pi + gap, np.pi - gap)
    kind = str(rng.choice(["round", "flat", "domed"]))
    wide = (
        rng.uniform(2.6, 4)
        if kind == "round"
        else float(rng.choice([rng.uniform(4, 9), rng.uniform(10, 26)]))
    )
    thick = wide if kind == "round" else rng.uniform(1.4, 2.2)
    t = np.linspace(-1, 1, COUNT)
    taper = rng.uniform(0.35, 1.0) if wide > 5 else 1.0
    swell = taper + (1 - taper) * np.cos(t * np.pi / 2) ** 2
    ease = np.sqrt(np.clip(1 - (np.maximum(np.abs(t) - 0.965, 0) / 0.0351) ** 2, 0.004, 1))
    scale = np.stack([np.where(kind == "round", ease, 1.0) * np.ones(COUNT), swell * ease], 1)
    if kind == "round":
        shape = section(kind, thick, wide) - [thick / 2, 0]
        sections = shape[None] * scale[:, None] + [thick / 2, 0]
    else:
        sections = section(kind, thick, wide)[None] * scale[:, None]
    parts = [Part(band(points, normals, sections, False), "metal")]
    features, stones, setting = [], (), ""
    if kind == "round" and rng.random() < 0.6:
        balls = [
            sphere(wide * 0.85, 26, 16).moved(*(points[i] + normals[i] * thick / 2))
            for i in (0, -1)
        ]
        parts.append(Part(merge(balls), "metal2" if spec.metal2 else "metal"))
        features.append("ball ends")
    if kind != "round" and wide > 8 and rng.random() < 0.4 and not spec.stones:
        cuts = np.linspace(-0.36, 0.36, int(rng.integers(2, 5)))
        z = np.outer(cuts, swell * wide)
        lines = [
            tube(
                (
                    points
                    + normals * thick * (0.94 if kind == "flat" else 0.94 - 0.5 * c**2)
                    + np.column_stack([np.zeros((COUNT, 2)), h])
                )[12:-12],
                0.5,
                8,
            )
            for c, h in zip(cuts, z, strict=True)
        ]
        parts.append(Part(merge(lines), "metal2" if spec.metal2 else "metal"))
        features.append("raised lines")
    if spec.stones:
        size = float(np.clip(wide * 0.7, 6, 12))
        seat = held(spec, 0, size, rng, "bezel")
        parts += seat.placed([0, -axes[1] - thick - 0.42 * seat.depth, 0], (0, -1, 0), (0, 0, 1))
        stones, setting = (gemstone(spec, 0, size),), "" if spec.stones[0] == "pearl" else "bezel"
    adjectives = ("slim",) if wide < 4.5 else ("wide",) if wide > 10 else ()
    return (
        parts,
        stones,
        {"adjectives": adjectives, "features": tuple(features), "setting": setting},
    )


def _pave(rng: Rng, spec: Spec) -> Built:
    """A slim band with a row of small stones over its front, or all around."""
    size = rng.uniform(2.1, 3.4)
    axes = oval(rng)
    part = float(rng.choice([rng.uniform(0.9, 1.6), np.pi]))
    thick = 0.75 * size + 0.5
    points, normals = around(axes)
    t = (np.linspace(0, TAU, COUNT, endpoint=False) + np.pi) % TAU - np.pi
    setting = spec.setting or "pave"
    parts: list[Part] = []
    if part >= np.pi:
        path, up = points + normals * (thick + 0.1), normals
        parts += row(path, up, size, 0, setting, closed=True)
    else:
        path, up = around(axes, -part, part, 160)
        path = path + up * (thick + 0.1)
        parts += row(path, up, size, 0, setting)
        inside = np.abs(t) > part - 0.02
        order = np.flatnonzero(inside)
        order = np.concatenate([order[order < COUNT // 2], order[order >= COUNT // 2]])
        back, out = points[order], normals[order]
        solid = section("domed", thick + 0.06 * size, 1.36 * size)
        parts.append(Part(band(back, out, solid, False), "metal"))
    rail = section("flat", 0.5, 1.36 * size)
    parts.append(Part(band(points, normals, rail, True), "metal"))
    length = np.linalg.norm(np.diff(path, axis=0), axis=1).sum()
    stones = (gemstone(spec, 0, size, "round", int(length / size / 1.05)),)
    details = {"adjectives": ("slim",), "row": True, "setting": setting}
    return parts, stones, details


def _twisted(rng: Rng, spec: Spec) -> Built:
    """Wires twisted around each other, or one of square section wrung."""
    axes = oval(rng)
    points, normals = around(axes, count=420)
    r = rng.uniform(1.1, 2.0)
    way = str(rng.choice(["rope", "square", "rope", "braid"]))
    if way == "square":
        c = r * 1.15
        corners = smoothed([[-c, -c], [c, -c], [c, c], [-c, c]], 0.4 * c, 5)
        turns = int(rng.integers(14, 30))
        body = sweep(
            points + normals * r, corners, np.ones(420), closed=True, twist=TAU * turns / 4 * 2
        )
        return [Part(body, "metal")], (), {"adjectives": ()}
    count = 2 if way == "rope" else 3
    turns = int(rng.integers(7, 20))
    t = np.linspace(0, TAU, 420, endpoint=False)
    parts = []
    for k in range(count):
        phase = turns * t + TAU * k / count
        reach = 1.08 * r if count == 2 else 1.22 * r
        line = (
            points
            + normals * (2 * r + reach * np.cos(phase)[:, None])
            + np.column_stack([np.zeros((420, 2)), reach * np.sin(phase)])
        )
        parts.append(
            Part(tube(line, r, 14, closed=True), "metal2" if spec.metal2 and k == 1 else "metal")
        )
    return (
        parts,
        (),
        {
            "adjectives": (),
            "features": (f"{'two' if count == 2 else 'three'} intertwined strands",),
        },
    )


def _stack(rng: Rng, spec: Spec) -> Built:
    """Three to five slim bangles lying on one another, a little askew."""
    count = int(rng.integers(3, 6))
    parts: list[Part] = []
    stones: tuple[Stone, ...] = ()
    axes = oval(rng, rng.uniform(29, 31))
    z, jewelled = 0.0, int(rng.integers(count)) if spec.stones and spec.stones[0] in FACETED else -1
    for k in range(count):
        points, normals = around(axes)
        wide = rng.uniform(1.8, 3.0)
        kind = str(rng.choice(["round", "flat", "domed"]))
        material = "metal2" if spec.metal2 and k % 2 else "metal"
        if k == jewelled:
            wide = 2.4
            made = row(points + normals * 1.9, normals, 1.7, 0, "pave", closed=True)
            made.append(Part(band(points, normals, section("flat", 0.6, wide), True), material))
            stones = (gemstone(spec, 0, 1.7, "round", 100),)
        elif rng.random() < 0.25:
            made = _twisted(rng, spec)[0]
            made = [Part(p.mesh, material) for p in made]
        else:
            thick = wide if kind == "round" else 1.6
            made = [Part(band(points, normals, section(kind, thick, wide), True), material)]
        low = min(p.mesh.bounds()[0][2] for p in made)
        high = max(p.mesh.bounds()[1][2] for p in made)
        angle = rng.uniform(0, TAU)
        shift = rng.uniform(0, 1.4) * np.array([np.cos(angle), np.sin(angle)])
        parts += moved(turned(made, "z", rng.uniform(-0.2, 0.2)), *shift, z - low)
        z += high - low + 0.08
    details = {"count": count, "setting": "pave" if stones else "", "features": ()}
    return parts, stones, details


def _bypass(rng: Rng, spec: Spec) -> Built:
    """A wire whose two ends pass each other in front, each ending in a stone or a ball."""
    axes = oval(rng)
    over = rng.uniform(0.22, 0.5)
    r = rng.uniform(1.2, 2.0)
    t = np.linspace(-np.pi - over, np.pi + over, COUNT)
    aside = rng.uniform(3.4, 5.0) * np.sign(t) * np.clip((np.abs(t) - 2.0) / 1.1, 0, 1) ** 1.5
    angle = t + np.pi / 2
    a, b = axes[0] + r, axes[1] + r
    path = np.column_stack([a * np.cos(angle), b * np.sin(angle), aside])
    thick = r * (1 - 0.25 * np.abs(t / t[-1]) ** 3)
    parts = [Part(tube(path, thick, 16), "metal")]
    stones: tuple[Stone, ...] = ()
    ends = [(path[0], path[0] - path[2]), (path[-1], path[-1] - path[-3])]
    size = rng.uniform(5.5, 8.5)
    details: dict[str, Any] = {}
    if spec.stones:
        for place, _ in ends:
            out = np.array([place[0], place[1], 0.0]) / np.hypot(*place[:2])
            seat = held(spec, 0, size, rng, "bezel")
            parts += seat.placed(
                place + out * (r * 0.6 + 0.8 * seat.depth) + [0, 0, 0], out, (0, 0, 1)
            )
        stones = (gemstone(spec, 0, size, "", 2),)
        details["setting"] = "" if spec.stones[0] == "pearl" else "bezel"
    else:
        balls = [sphere(size * 0.42, 26, 16).moved(*p) for p, _ in ends]
        parts.append(Part(merge(balls), "metal2" if spec.metal2 else "metal"))
        details["features"] = ("ball ends",)
    return parts, stones, details


STYLES = {
    "plain": _plain,
    "cuff": _cuff,
    "pave": _pave,
    "twisted": _twisted,
    "stacking": _stack,
    "bypass": _bypass,
}
