"""Bangles: stiff rings for the wrist, plain, twisted, open, jewelled or stacked."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.families.bracelets import front_cuffs
from assets.studio.families.bracelets.cuffs import bypass, cuff
from assets.studio.families.bracelets.wristbands import COUNT, around, band, oval, section
from assets.studio.geometry.mesh import TAU
from assets.studio.geometry.outlines import smoothed
from assets.studio.geometry.sweeps import sweep, tube
from assets.studio.pieces.piece import Part, Piece, Pose, Stone, moved, turned
from assets.studio.sampling.proportions import FACETED
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.rows import row
from assets.studio.settings.set_stones import gemstone

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def build(rng: Rng, spec: Spec) -> Piece:
    """Builds a bangle, standing, leaning or lying.

    Args:
        rng: Draws the shape and the pose.
        spec: What to make; `spec.style` is a key of `STYLES`.
    """
    parts, stones, details = STYLES[spec.style](rng, spec)
    if "pose" in details:  # they were built as they stand
        return _piece(spec, parts, stones, details, details.pop("pose"))
    pose: Pose = "lying" if spec.style == "stacking" or rng.random() < 0.45 else "standing"
    if pose == "standing":
        # front of the wrist (-y when lying) to the top, then turned a little to show its face
        parts = turned(
            turned(parts, "x", -np.pi / 2), "z", rng.uniform(0.25, 0.75) * rng.choice([-1, 1])
        )
        parts = turned(parts, "y", rng.uniform(-0.3, 0.3))
    return _piece(spec, parts, stones, details, pose)


def _piece(
    spec: Spec, parts: list[Part], stones: tuple[Stone, ...], details: dict[str, Any], pose: Pose
) -> Piece:
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


def _plain(rng: Rng, spec: Spec) -> Built:
    """A closed band: slim or wide, round, flat, domed or with an edge, sometimes with lines."""
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


STYLES = {
    "plain": _plain,
    "cuff": cuff,
    "pave": _pave,
    "twisted": _twisted,
    "stacking": _stack,
    "bypass": bypass,
    "front cuff": front_cuffs.cuff,
    "pair": front_cuffs.pair,
}
