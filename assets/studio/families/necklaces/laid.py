"""Long strands and chains as people lay them down: hearts, zigzags, coils, doubled, open loops."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.charms.hung import hung_motif
from assets.studio.geometry.mesh import Array
from assets.studio.materials.optics import THREADS
from assets.studio.pieces.piece import Part, Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.strands import chains, hangings, layouts
from assets.studio.strands.laid_lines import LIES, laid_line
from assets.studio.strands.layouts import Layout
from assets.studio.strands.mixes import counted, mix
from assets.studio.strands.stringing import threaded, unit_bead
from assets.studio.words.lexicon import article, metal_name

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]
ELEVATIONS = ((22, 45), (45, 70), (60, 89), (70, 89))


def _view(rng: Rng, kind: str) -> dict[str, Any]:
    return {
        "lies": LIES[kind],
        "elevation": ELEVATIONS[int(rng.integers(len(ELEVATIONS)))],
        "azimuth": 40,
        "fill": (0.6, 0.98),
        "focal": (32, 100),
    }


def beads(rng: Rng, spec: Spec) -> Built:
    """Makes one long strand of beads, closed by a clasp, tied or left open.

    Args:
        rng: Draws the beads and how they lie.
        spec: Metal, stones and motif.

    Returns:
        Parts, stones and details.
    """
    size = rng.uniform(4.0, 11.5)
    found = mix(spec, size, rng, 0.55)
    kind = str(
        rng.choice(["heart", "zigzag", "doubled", "coil", "open", "open", "loose", "hairpin"])
    )
    long = rng.uniform(360, 480) if kind in ("heart", "open", "loose") else rng.uniform(420, 700)
    wide = max(k.size for k in found.pattern)
    line = laid_line(kind, long, wide * 1.1, rng)
    cord = str(rng.choice(list(THREADS)))
    clasped = rng.random() < 0.7
    if line.closed and clasped:
        bare, line = line, layouts.opened(line, 10.0)
        made = [layouts.fastened("lobster", bare, 10.0, 0.8)]
    else:
        made = _ends(line, size, rng) if not line.closed and clasped else []
    rough = 0.13 if found.shape in ("chip", "nugget") else 0.02
    graded = rng.uniform(0.15, 0.45) if rng.random() < 0.3 else 0.0
    parts, count = threaded(line, found.pattern, rng, graded, rng.uniform(0.05, 0.4), rough, cord)
    parts += made
    features: list[str] = []
    if kind in ("open", "heart", "loose") and rng.random() < 0.4:
        words, hanging = _middle(line, size, spec, cord, rng)
        features, parts = words, parts + hanging
    metal = any(p.material == "metal" for p in parts)
    seen = "none" if not metal else "" if found.metal or features else "clasp"
    details = {
        "bead_shape": found.shape,
        "metal_beads": found.metal,
        "metal_seen": seen,
        "features": tuple(features),
        "count": 1,
        **_view(rng, kind),
    }
    return parts, counted(found, count), details


def _ends(line: Layout, size: float, rng: Rng) -> list[Part]:
    """A clasp at one end of an open strand, a few links at the other."""
    total = chains.measured(line.path)[1][-1]
    places, ahead = chains.along(line.path, [0.0, total])
    clasp = chains.laid(chains.clasp("lobster", 0.8), places[0] - ahead[0] * 5.5, -ahead[0])
    tail = places[1] + np.outer(np.linspace(1, rng.uniform(8, 45), 40), ahead[1])
    links = chains.chain("cable", tail, 2.4, rng)
    return [Part(layouts.resting(clasp), "metal"), Part(layouts.resting(links), "metal")]


def _front(line: Layout) -> tuple[Array, Array]:
    """The lowest point of a loop and the way out of it."""
    total = chains.measured(line.path, line.closed)[1][-1]
    place, ahead = chains.along(line.path, [0.5 * total], line.closed)
    out = np.array([-ahead[0, 1], ahead[0, 0], 0.0])
    inward = line.path[:, :2].mean(axis=0) - place[0, :2]
    return place[0], -out if out[:2] @ inward > 0 else out


def _middle(
    line: Layout, size: float, spec: Spec, cord: str, rng: Rng
) -> tuple[list[str], list[Part]]:
    """A motif, a tassel or a coin in the middle of a strand."""
    at, out = _front(line)
    way, metal = str(rng.choice(["motif", "tassel", "coin"])), metal_name(spec.metal)
    if way == "tassel":
        start = at + out * 0.5 * size
        tail = hangings.tassel(start, out, rng.uniform(22, 50), rng.uniform(5, 9), cord, rng)
        return [article(f"{cord} tassel")], tail
    if way == "coin":
        disc = hangings.hung_disc(at, out, 0.5 * size, rng.uniform(7, 12), rng)
        return [f"a {metal} coin"], [Part(disc, "metal")]
    word, made = hung_motif(at, out, 0.5 * size, spec, rng.uniform(11, 22), rng)
    return [article(f"{metal} {word}")], made


def long_chain(rng: Rng, spec: Spec) -> Built:
    """Makes a long chain, coiled, doubled or laid lengthwise, sometimes with balls or a motif.

    Args:
        rng: Draws the width, and how it lies.
        spec: Metal, chain and motif.

    Returns:
        Parts, no stones, and details.
    """
    width = (
        rng.uniform(1.5, 3.2) if spec.chain in ("box", "ball", "snake") else rng.uniform(1.8, 5.5)
    )
    kind = str(
        rng.choice(["coil", "coil", "doubled", "hairpin", "hairpin", "zigzag", "open", "loose"])
    )
    long = rng.uniform(380, 640) if kind in ("open", "loose") else rng.uniform(480, 760)
    line = laid_line(kind, long, max(2.2 * width, 4.0), rng)
    parts: list[Part] = []
    if line.closed:
        gap = float(np.clip(3.4 * width, 8, 16))
        parts.append(layouts.fastened("lobster", line, gap, gap / 11.5))
        line = layouts.opened(line, gap)
    lifted = replace(line, path=line.path + np.array([0, 0, width / 2]))
    parts += layouts.chained(spec.chain, lifted, width, rng)
    if len(parts) == 1:
        end, ahead = layouts.along_ends(lifted)
        clasp = chains.laid(chains.clasp("lobster", 0.9), end + ahead * 4.6, ahead)
        parts.append(Part(layouts.resting(clasp), "metal"))
    features: list[str] = []
    draw = rng.random()
    if draw < 0.3:
        features, extra = _balls(line, width, rng)
        parts += extra
    elif draw < 0.5 and kind in ("open", "loose"):
        at, out = _front(line)
        word, extra = hung_motif(at, out, 0.5 * width, spec, rng.uniform(12, 26), rng)
        features = [article(word)]
        parts += extra
    slim = ("fine",) if width < 2.2 else ("thick",) if width > 4 else ("long",)
    details = {"features": tuple(features), "adjectives": slim, **_view(rng, kind)}
    return parts, (), details


def _balls(line: Layout, width: float, rng: Rng) -> tuple[list[str], list[Part]]:
    """Three or five metal balls on a stretch of a chain."""
    count, size = int(rng.choice([3, 5, 7])), width * rng.uniform(1.6, 2.6)
    total = chains.measured(line.path)[1][-1]
    start = rng.uniform(0.1, 0.6) * total
    at = start + np.arange(count) * size * rng.uniform(1.1, 3.0)
    shape = str(rng.choice(["round", "faceted", "barrel"]))
    unit, _ = unit_bead(shape, rng, fine=True)
    places, ahead = chains.along(line.path, at)
    turns = chains.frames(ahead) * (0.6 * size if shape == "barrel" else size)
    spots = places + np.array([0.0, 0.0, 0.3 * size if shape == "barrel" else 0.5 * size])
    parts = [Part(chains.copies(unit, turns, spots), "metal")]
    name = {3: "three", 5: "five", 7: "several"}[count]
    return [f"{name} {'faceted' if shape == 'faceted' else 'small'} balls"], parts
