"""Bracelets and anklets: chains, links, tennis, charms, beads, stations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.charms.charms import charm
from assets.studio.families.bracelets import bead_loops, cords, link_bracelets, thread_bands
from assets.studio.families.bracelets.woven import woven
from assets.studio.geometry.mesh import Array
from assets.studio.geometry.sweeps import torus
from assets.studio.pieces.piece import Part, Piece, Stone, moved, turned
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone
from assets.studio.strands import chains, layouts, stations, tennis
from assets.studio.strands.beads import bead_pattern, bead_stones, strung
from assets.studio.strands.layouts import Layout

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
        parts=layouts.on_floor(parts),
        finish=spec.finish,
        metal2=spec.metal2 if any(p.material == "metal2" for p in parts) else "",
        stones=stones,
        motif=spec.motif if details.pop("shows_motif", False) else "",
        chain=spec.chain,
        setting=details.get("setting", ""),
        pose="lying",
        details={"elevation": (44, 76), **details},
    )


def _closed(
    line: Layout, kind: str, width: float, rng: Rng, scale: float = 1.0
) -> tuple[list[Part], str]:
    """A chain along a layout with a clasp in the gap of a loop; names the clasp."""
    if not line.closed:
        end = layouts.along_ends(line)
        parts = layouts.chained(kind, line, width, rng)
        clasp = chains.clasp("lobster", 0.8 * scale)
        place, ahead = end
        return [
            *parts,
            Part(layouts.resting(chains.laid(clasp, place + ahead * 4.4 * scale, ahead)), "metal"),
        ], "lobster"
    gap = float(np.clip(3.4 * width, 7, 15)) * scale
    name = str(rng.choice(["lobster", "lobster", "spring ring", "toggle"]))
    parts = layouts.chained(kind, layouts.opened(line, gap), width, rng)
    return [*parts, layouts.fastened(name, line, gap, gap / 11.5)], name


def _chain(rng: Rng, spec: Spec) -> Built:
    """A chain, fine or chunky, alone or doubled."""
    width = float(rng.choice([rng.uniform(2.0, 3.2), rng.uniform(3.4, 8.5)]))
    if spec.chain in ("box", "ball"):
        width = min(width, 2.8)
    if spec.type == "anklet":
        width = min(width, 3.0)
    line = layouts.worn(rng, spec.type, width / 2)
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


def _tennis(rng: Rng, spec: Spec) -> Built:
    """A line of stones all around the wrist."""
    size = rng.uniform(2.8, 4.8)
    setting = spec.setting or "prong"
    line = layouts.worn(rng, spec.type, 0.75 * size)
    parts = tennis.stone_line(
        spec, layouts.opened(line, 7.0) if line.closed else line, size, setting, rng
    )
    if line.closed:
        parts.append(layouts.fastened("box", line, 7.0, 0.62))
    count = int(chains.measured(line.path, line.closed)[1][-1] / size / 1.2)
    cut = spec.cut if spec.cut == "princess" else "round"
    return parts, (gemstone(spec, 0, size, cut, count),), {"setting": setting}


def _charms(rng: Rng, spec: Spec) -> Built:
    """A chain with one to seven ornaments hanging outward."""
    width = rng.uniform(1.6, 3.2) if spec.type == "bracelet" else rng.uniform(1.3, 2.0)
    if spec.chain in ("box", "ball"):
        width = min(width, 2.2)
    line = layouts.worn(rng, spec.type, width / 2, 0.0)
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
    """Beads on an elastic or a wire, some of metal, sometimes with a charm."""
    size = rng.uniform(5.5, 10.5) if spec.type == "bracelet" else rng.uniform(3.0, 5.0)
    pattern, shape = bead_pattern(spec, size, rng)
    line = layouts.worn(rng, spec.type, size / 2, 0.0)
    metal = any(b.material == "metal" for b, _ in pattern)
    elastic = rng.random() < 0.5
    if elastic:
        parts = strung(line, pattern, rng, 0.0, 0.08)
    else:
        parts = strung(layouts.opened(line, 9.0), pattern, rng, 0.0, 0.08)
        parts.append(
            layouts.fastened(str(rng.choice(["lobster", "barrel", "toggle"])), line, 9.0, 0.78)
        )
    details: dict[str, Any] = {"metal_seen": "" if metal else "none" if elastic else "clasp"}
    details["adjectives"] = (shape,) if shape in ("faceted", "oval") else ()
    details["metal_beads"] = metal
    total = chains.measured(line.path, True)[1][-1]
    return parts, bead_stones(spec, pattern, int(total / size)), details


def _station(rng: Rng, spec: Spec) -> Built:
    """A fine chain with stones at intervals."""
    line = layouts.worn(rng, spec.type, 0.8, 0.25)
    clasp: list[Part] = []
    if line.closed:
        clasp = [layouts.fastened("lobster", line, 8.0, 0.68)]
        line = layouts.opened(line, 8.0)
    parts, stones, details = stations.station_line(
        spec, line, rng.uniform(1.2, 1.8), rng.uniform(3.4, 6.0), int(rng.integers(3, 9)), rng
    )
    return parts + clasp, stones, details


STYLES = {
    "chain": _chain,
    "link": link_bracelets.bracelet,
    "tennis": _tennis,
    "charm": _charms,
    "beaded": _beads,
    "woven": woven,
    "station": _station,
    "bead loops": bead_loops.bracelet,
    "cord charm": cords.corded,
    "link charm": cords.linked,
    "thread band": thread_bands.band,
}
