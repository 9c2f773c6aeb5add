"""Earrings that hang: drops, dangles, chandeliers and threaders.

One earring is built lying: front to +z, top to +y, hanging from the origin.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from assets.studio.charms.charms import charm
from assets.studio.families.earrings.drops import (
    Drop,
    bar_drop,
    chain_drop,
    charm_drop,
    hung,
    merged,
    ring_drop,
    seat_drop,
)
from assets.studio.families.earrings.findings import fringe, jump_ring
from assets.studio.geometry.mesh import merge
from assets.studio.geometry.sweeps import torus, tube
from assets.studio.pieces.piece import Part, Stone, moved, numbered
from assets.studio.sampling.sampler import Spec

Rng = np.random.Generator
Built = tuple[list[Part], tuple[Stone, ...], dict[str, Any]]


def drop(rng: Rng, spec: Spec) -> Built:
    """One drop below an ear wire: a stone, a pearl, a puffed drop or an open circle."""
    top = str(rng.choice(["fish", "fish", "lever", "kidney", "post"]))
    details: dict[str, Any] = {}
    if spec.stones:
        size = rng.uniform(5.0, 9.5) * {"marquise": 0.65, "pear": 0.8, "emerald": 0.85}.get(
            spec.cut, 1.0
        )
        setting = (
            "halo"
            if len(spec.stones) > 1 and spec.stones[1] == "diamond"
            else spec.setting or "bezel"
        )
        links = [seat_drop(spec, 0, size, rng, setting)]
        if rng.random() < 0.3:
            links.insert(
                0,
                seat_drop(
                    spec, min(1, len(spec.stones) - 1), rng.uniform(2.6, 3.6), rng, "bezel", "round"
                ),
            )
        details["setting"] = "" if links[-1].stones[0].kind == "pearl" else setting
    else:
        kind = str(rng.choice(["teardrop", "circle", "leaf", "heart", "disc"]))
        if kind == "circle":
            links = [ring_drop(rng.uniform(6, 11), rng)]
        else:
            outline = "circle" if kind == "disc" else kind
            links = [charm_drop(charm(outline, spec, rng.uniform(12, 20), rng))]
            details["motif"] = outline
        details.update(
            {
                k: v
                for k, v in (links[-1].details or {}).items()
                if k in ("adjectives", "features", "motif")
            }
        )
    parts, stones, words = hung(top, rng, links)
    built = merged(parts, stones)
    details["features"] = (*details.get("features", ()), *words)
    return built[0], built[1], details


def dangle(rng: Rng, spec: Spec) -> Built:
    """Several links below one another: chain, bars, circles, stones and a motif at the end."""
    top = str(rng.choice(["fish", "fish", "lever", "post"]))
    details: dict[str, Any] = {}
    links: list[Drop] = []
    plain = replace(spec, stones=())
    if rng.random() < 0.5:
        links.append(chain_drop(rng.uniform(8, 20), rng))
    elif rng.random() < 0.5:
        links.append(bar_drop(rng.uniform(8, 18), rng))
    else:
        links.append(ring_drop(rng.uniform(3.5, 6), rng))
    if spec.stones:
        for k in range(int(rng.integers(1, 4))):
            index = k % len(spec.stones)
            links.append(
                seat_drop(
                    spec,
                    index,
                    rng.uniform(3.2, 6.5),
                    rng,
                    "bezel",
                    str(rng.choice(["round", "oval", "pear"])),
                )
            )
    if not spec.stones or rng.random() < 0.4:
        motif = str(
            rng.choice(["leaf", "star", "flower", "heart", "moon", "circle", "butterfly", "clover"])
        )
        links.append(charm_drop(charm(motif, plain, rng.uniform(10, 17), rng)))
        details["motif"] = motif
    parts, stones, words = hung(top, rng, links)
    built = merged(parts, stones)
    details["features"] = tuple(words)
    return (
        built[0],
        built[1],
        {**details, "setting": "bezel" if stones and stones[0].kind != "pearl" else ""},
    )


def chandelier(rng: Rng, spec: Spec) -> Built:
    """A fan of openwork from which several drops hang."""
    radius, count = rng.uniform(9, 14), int(rng.choice([3, 5, 5, 7]))
    a = np.linspace(-np.pi / 2, np.pi / 2, 60)
    wire = rng.uniform(0.55, 0.85)
    bow = np.stack(
        [radius * np.sin(a), -2.0 - radius * np.cos(a) * rng.uniform(0.85, 1.0), 0 * a], axis=1
    )
    bar = np.array([[-radius, -2.0, 0], [0, -0.6, 0], [radius, -2.0, 0]])
    line = np.stack(
        [np.interp(np.linspace(0, 2, 40), [0, 1, 2], bar[:, k]) for k in range(3)], axis=1
    )
    metal = [tube(bow, wire, 14), tube(line, wire, 14), torus(1.0, 0.35, 24, 10).moved(y=0.3)]
    for _ in range(1):
        for k in np.linspace(-0.6, 0.6, int(rng.integers(3, 6))):  # scrolls inside the fan
            r = radius * 0.19
            metal.append(
                torus(r, wire * 0.62, 32, 10).moved(
                    radius * k * 0.95, -2.6 - r - (1 - abs(k)) * radius * 0.25
                )
            )
    parts = [Part(merge(metal), "metal")]
    stones: tuple[Stone, ...] = ()
    middle = seat_drop(spec, 0, rng.uniform(3.6, 5.0), rng, "bezel", "round")
    parts += numbered(moved(middle.parts, 0, 3.2 - 3.0, 1.0), 0)
    stones += middle.stones
    for k, x in enumerate(fringe(count, 1.7 * radius)):
        angle = np.arcsin(np.clip(x / radius, -0.98, 0.98))
        y = float(np.interp(angle, a, bow[:, 1])) - wire
        share = 1 - 0.4 * abs(x) / radius
        drop = seat_drop(
            spec,
            k % len(spec.stones),
            rng.uniform(3.4, 3.6) * share + 0.8,
            np.random.default_rng(3),
            "bezel",
            "pear" if spec.cut in ("pear", "marquise", "oval") else "round",
        )
        parts.append(Part(jump_ring(1.0, 0.28, True).moved(float(x), y - 0.6), "metal"))
        link = 0.0
        if share > 0.8 and count < 7:
            chain = chain_drop(3.5 * share, np.random.default_rng(2))
            parts += moved(chain.parts, float(x), y - 1.2)
            link = 3.5 * share
        parts += numbered(moved(drop.parts, float(x), y - 1.4 - link), len(stones))
        stones += drop.stones
    parts = moved(parts, 0, -1.4)
    wire_hook, _, words = hung(str(rng.choice(["fish", "lever", "post"])), rng, [])
    built = merged([*wire_hook, *parts], stones)
    return (
        built[0],
        built[1],
        {
            "features": (f"{('', '', '', 'three', '', 'five', '', 'seven')[count]} drops", *words),
            "setting": "" if spec.stones[0] == "pearl" else "bezel",
        },
    )


def threader(rng: Rng, spec: Spec) -> Built:
    """A fine chain with a pin at one end and something to see at the other."""
    length = rng.uniform(30, 46)
    links = [chain_drop(length, rng)]
    details: dict[str, Any] = {"features": ("long chains",)}
    if spec.stones:
        links.append(seat_drop(spec, 0, rng.uniform(3.5, 5.5), rng, "bezel"))
        details["setting"] = "" if links[-1].stones[0].kind == "pearl" else "bezel"
    else:
        motif = str(rng.choice(["star", "leaf", "moon", "heart", "circle"]))
        links.append(charm_drop(charm(motif, spec, rng.uniform(7, 10), rng)))
        details["motif"] = motif
    pin = Part(tube([[0, 14, 0], [0, 0.4, 0]], 0.42, 12), "metal")
    loop = Part(torus(0.8, 0.3, 24, 10), "metal")
    parts, stones, y = [pin, loop], (), -0.8
    for drop in links:
        parts += numbered(moved(drop.parts, 0, y), len(stones))
        stones += drop.stones
        y -= drop.length + 0.3
    built = merged(parts, stones)
    return built[0], built[1], details
