"""Bracelets and anklets: chains, links, tennis, charms, beads, stations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import beadwork
import chains
import numpy as np
import stations
import strands
import tennis
from beads import bead_pattern, bead_stones, strung
from charms import charm
from mesh import Array, Mesh, merge
from motifs import lemniscate
from outlines import box
from parts import Part, Piece, Stone, moved, turned
from sampler import Spec
from settings import gemstone
from strands import Layout
from sweeps import torus, tube

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def build(rng: Rng, spec: Spec) -> Piece:
    """Builds a bracelet or an anklet that lies on the floor.

    Args:
        rng: Draws the shape and how it lies.
        spec: What to make; `spec.style` is a key of `STYLES`.
    """
    parts, stones, details = STYLES[spec.style](rng, spec)
    return Piece(
        family="bracelets",
        style=spec.style,
        type=spec.type,
        metal=spec.metal,
        parts=strands.on_floor(parts),
        finish=spec.finish,
        metal2=spec.metal2 if any(p.material == "metal2" for p in parts) else "",
        stones=stones,
        motif=spec.motif if details.pop("shows_motif", False) else "",
        chain=spec.chain,
        setting=details.get("setting", ""),
        pose="lying",
        details={"elevation": (44, 76), **details},
    )


def _line(rng: Rng, spec: Spec, height: float, open_share: float = 0.25) -> Layout:
    """A loop of a wrist's or an ankle's length, or that length laid open."""
    length = rng.uniform(160, 190) if spec.type == "bracelet" else rng.uniform(225, 250)
    if rng.random() < open_share:
        return strands.wave(length * 0.9, height, rng)
    return strands.loop(length, height, rng, (0.78, 1.25))


def _closed(
    line: Layout, kind: str, width: float, rng: Rng, scale: float = 1.0
) -> tuple[list[Part], str]:
    """A chain along a layout with a clasp in the gap of a loop; names the clasp."""
    if not line.closed:
        end = strands.along_ends(line)
        parts = strands.chained(kind, line, width, rng)
        clasp = chains.clasp("lobster", 0.8 * scale)
        place, ahead = end
        return [
            *parts,
            Part(_resting(chains.laid(clasp, place + ahead * 4.4 * scale, ahead)), "metal"),
        ], "lobster"
    gap = float(np.clip(3.4 * width, 7, 15)) * scale
    name = str(rng.choice(["lobster", "lobster", "spring ring", "toggle"]))
    parts = strands.chained(kind, strands.opened(line, gap), width, rng)
    return [*parts, strands.fastened(name, line, gap, gap / 11.5)], name


def _resting(mesh: Mesh) -> Mesh:
    return mesh.moved(z=-mesh.bounds()[0][2])


def _chain(rng: Rng, spec: Spec) -> Built:
    """A chain, fine or chunky, alone or doubled."""
    width = float(rng.choice([rng.uniform(2.0, 3.2), rng.uniform(3.4, 8.5)]))
    if spec.chain in ("box", "ball"):
        width = min(width, 2.8)
    if spec.type == "anklet":
        width = min(width, 3.0)
    line = _line(rng, spec, width / 2)
    parts, clasp = _closed(line, spec.chain, width, rng)
    details: dict[str, Any] = {
        "adjectives": ("fine",) if width < 2.4 else ("chunky",) if width > 5 else ()
    }
    details["features"] = (f"a {clasp} clasp",)
    if line.closed and width < 3 and rng.random() < 0.3:
        inner = replace(line, path=line.path * [0.9, 0.9, 1] + [0, 1.5, 0])
        parts += _closed(inner, str(rng.choice(["cable", "rope", "curb"])), width * 0.8, rng)[0]
        details["features"] = ("two strands",)
        details["count"] = 2
    return parts, (), details


def _links(rng: Rng, spec: Spec) -> Built:
    """Large links of one design, joined by small rings."""
    line = _line(rng, spec, 2.0, 0.25)
    if line.closed:
        line = strands.opened(line, 12.0)
        closed = True
    else:
        closed = False
    shape = str(rng.choice(["oval", "round", "square", "marquise", "infinity", "bar"]))
    wide = rng.uniform(6.5, 11.0)
    body, long, thick = _design(shape, wide, rng)
    total = chains.measured(line.path)[1][-1]
    ring = 1.5
    count = int(total / (long + 2.6 * ring))
    at = (np.arange(count) + 0.5) * total / count
    places, ahead = chains.along(line.path, at)
    places[:, 2] = thick
    two = bool(spec.metal2) and rng.random() < 0.8
    turns = chains.frames(ahead, rng.normal(0, 0.03, count))
    parts = []
    for material, pick in (
        ("metal", slice(0, None, 2 if two else 1)),
        ("metal2", slice(1, None, 2)),
    ):
        if material == "metal" or two:
            parts.append(Part(chains.copies(body, turns[pick], places[pick]), material))
    joints = np.arange(1, count) * total / count
    spots, way = chains.along(line.path, joints)
    spots[:, 2] = max(thick, ring + 0.1)
    gap = total / count - long
    small = chains.link(gap + 2.6, 2.6, 0.45).turned("x", np.pi / 2)
    parts.append(Part(chains.copies(small, chains.frames(way), spots), "metal"))
    if closed:
        end, _ = chains.along(line.path, [0.0, total])
        middle, out = (end[0] + end[1]) / 2, end[0] - end[1]
        mesh = chains.laid(chains.clasp("lobster", 0.9), middle, out / np.linalg.norm(out))
        parts.append(Part(_resting(mesh), "metal"))
    words = {"bar": "bars", "infinity": "infinity links", "marquise": "marquise shaped links"}
    name = words.get(shape, f"{shape} links")
    return parts, (), {"links": name, "features": (name,)}


def _design(shape: str, wide: float, rng: Rng) -> tuple[Mesh, float, float]:
    """One link along x: its mesh, its length and its half thickness."""
    wire = wide * rng.uniform(0.09, 0.15)
    if shape == "infinity":
        path, height = lemniscate(rng, 100)
        path = path * wide * 0.75
        line = np.column_stack([path, 1.06 * wire * height])
        return tube(line, wire, 12, closed=True), float(np.ptp(path[:, 0])) + 2 * wire, 2.1 * wire
    if shape == "bar":
        long = wide * rng.uniform(1.6, 2.2)
        slab = box(long, wide * 0.36, wide * 0.24, 0.4, wide * 0.12)
        eyes = [torus(1.1, 0.4, 24, 8).moved(s * (long / 2 + 0.6), 0, wide * 0.12) for s in (-1, 1)]
        return merge([slab, *eyes]).moved(z=-wide * 0.12), long + 2.4, wide * 0.12
    ratio, square = {"oval": (1.55, 2.0), "round": (1.0, 2.0), "square": (1.0, 5.0)}.get(
        shape, (1.8, 1.35)
    )
    return chains.link(wide * ratio, wide, wire, square), wide * ratio, wire


def _tennis(rng: Rng, spec: Spec) -> Built:
    """A line of stones all around the wrist."""
    size = rng.uniform(2.8, 4.8)
    setting = spec.setting or "prong"
    line = _line(rng, spec, 0.75 * size)
    parts = tennis.stone_line(
        spec, strands.opened(line, 7.0) if line.closed else line, size, setting, rng
    )
    if line.closed:
        parts.append(strands.fastened("box", line, 7.0, 0.62))
    count = int(chains.measured(line.path, line.closed)[1][-1] / size / 1.2)
    cut = spec.cut if spec.cut == "princess" else "round"
    return parts, (gemstone(spec, 0, size, cut, count),), {"setting": setting}


def _charms(rng: Rng, spec: Spec) -> Built:
    """A chain with one to seven ornaments hanging outward."""
    width = rng.uniform(1.6, 3.2) if spec.type == "bracelet" else rng.uniform(1.3, 2.0)
    if spec.chain in ("box", "ball"):
        width = min(width, 2.2)
    line = _line(rng, spec, width / 2, 0.0)
    parts, _ = _closed(line, spec.chain, width, rng)
    count = int(rng.choice([1, 1, 3, 5, 7]))
    mixed = count > 1 and rng.random() < 0.5
    motifs = [spec.motif] * count
    if mixed:
        others = ["heart", "star", "moon", "flower", "clover", "butterfly", "leaf", "key"]
        motifs = [spec.motif, *[str(m) for m in rng.choice(others, count - 1)]]
    size = rng.uniform(8.5, 12.5)
    total = chains.measured(line.path, True)[1][-1]
    spread = 0.74 * (np.arange(count) + 0.5) / count + 0.13 if count > 1 else np.array([0.5])
    stones: tuple[Stone, ...] = ()
    for k, share in enumerate(spread):
        first = k == count // 2
        plain = replace(spec, stones=spec.stones if first else ())
        ornament = charm(
            motifs[0] if first else motifs[k] if motifs[k] != motifs[0] else motifs[0],
            plain,
            size * rng.uniform(0.9, 1.1),
            rng,
        )
        place, ahead = chains.along(line.path, [share * total], True)
        parts += _dangling(ornament, place[0], ahead[0], width)
        stones = ornament.stones or stones
    details: dict[str, Any] = {"count": 1, "charms": count, "shows_motif": not mixed}
    if mixed:
        shown = tuple(dict.fromkeys(motifs))
        details["mixed_motifs"] = shown
    return parts, stones, details


def _dangling(ornament: Any, place: Array, ahead: Array, chain: float) -> list[Part]:
    """An ornament lying outside a loop that runs clockwise, its top at the chain."""
    wire = max(0.34, 0.2 * chain)
    out = np.array([-ahead[1], ahead[0], 0.0])
    if out[:2] @ place[:2] < 0:
        out = -out
    radius = chain / 2 + 1.8 * wire
    ring = torus(radius, wire, 28, 10)
    spot = place + out * (radius - chain / 2 - wire * 0.4)
    hoop = ring.placed([spot[0], spot[1], radius + wire], ahead)
    eye_at = place + out * (2 * radius - chain / 2 + 0.5 * wire)
    eye = torus(2.3 * wire, wire, 26, 10).moved(eye_at[0], eye_at[1], max(wire, ornament.top[2]))
    turn = float(np.arctan2(out[1], out[0]) + np.pi / 2)
    body = turned(moved(ornament.parts, -ornament.top[0], -ornament.top[1], 0), "z", turn)
    shift = eye_at + out * 2.6 * wire
    return [Part(hoop, "metal"), Part(eye, "metal"), *moved(body, shift[0], shift[1], 0)]


def _beads(rng: Rng, spec: Spec) -> Built:
    """Beads on an elastic or a wire, some of metal, with a charm at times."""
    size = rng.uniform(5.5, 10.5) if spec.type == "bracelet" else rng.uniform(3.0, 5.0)
    pattern, shape = bead_pattern(spec, size, rng)
    line = _line(rng, spec, size / 2, 0.0)
    metal = any(b.material == "metal" for b, _ in pattern)
    elastic = rng.random() < 0.5
    if elastic:
        parts = strung(line, pattern, rng, 0.0, 0.08)
    else:
        parts = strung(strands.opened(line, 9.0), pattern, rng, 0.0, 0.08)
        parts.append(
            strands.fastened(str(rng.choice(["lobster", "barrel", "toggle"])), line, 9.0, 0.78)
        )
    details: dict[str, Any] = {"metal_seen": "" if metal else "none" if elastic else "clasp"}
    details["adjectives"] = (shape,) if shape in ("faceted", "oval") else ()
    details["metal_beads"] = metal
    total = chains.measured(line.path, True)[1][-1]
    return parts, bead_stones(spec, pattern, int(total / size)), details


def _station(rng: Rng, spec: Spec) -> Built:
    """A fine chain with stones at intervals."""
    line = _line(rng, spec, 0.8, 0.25)
    clasp: list[Part] = []
    if line.closed:
        clasp = [strands.fastened("lobster", line, 8.0, 0.68)]
        line = strands.opened(line, 8.0)
    parts, stones, details = stations.station_line(
        spec, line, rng.uniform(1.2, 1.8), rng.uniform(3.4, 6.0), int(rng.integers(3, 9)), rng
    )
    return parts + clasp, stones, details


STYLES = {
    "chain": _chain,
    "link": _links,
    "tennis": _tennis,
    "charm": _charms,
    "beaded": _beads,
    "woven": beadwork.woven,
    "station": _station,
}
