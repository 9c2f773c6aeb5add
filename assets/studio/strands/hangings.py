"""What hangs from a strand: tassels, coins, knots, pompoms."""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.curves import spline
from assets.studio.geometry.mesh import TAU, Array, Mesh, merge
from assets.studio.geometry.outlines import plate
from assets.studio.geometry.sweeps import lathe, sphere, torus, tube
from assets.studio.pieces.piece import Part
from assets.studio.strands import chains

Rng = np.random.Generator


def tassel(at: Array, ahead: Array, long: float, thick: float, cord: str, rng: Rng) -> list[Part]:
    """A bundle of threads lying on z = 0, its head at a place.

    Args:
        at: (3,) where it begins.
        ahead: (3,) where it points, level.
        long: In mm.
        thick: Width of its head, mm.
        cord: Colour of the threads.
        rng: Spreads them.
    """
    aside = np.array([-ahead[1], ahead[0], 0.0])
    threads = []
    for _ in range(46):
        spread, lift = rng.normal(0, 0.42) * thick, abs(rng.normal(0, 0.22)) * thick
        end = long * rng.uniform(0.9, 1.0)
        bend = rng.normal(0, 0.12) * thick
        knots = [
            at + aside * spread * 0.35 + [0, 0, 0.5 * thick],
            at + ahead * 0.3 * end + aside * (0.7 * spread + bend) + [0, 0, 0.35 * thick + lift],
            at + ahead * end + aside * 1.5 * spread + [0, 0, 0.3 * lift],
        ]
        threads.append(tube(spline(knots, 10), max(0.035 * thick, 0.16), 5))
    wrap = [
        torus(0.34 * thick, 0.07 * thick, 18, 6).placed(
            at + ahead * (0.16 + 0.13 * k) * thick + [0, 0, 0.5 * thick], ahead
        )
        for k in range(4)
    ]
    head = sphere(0.38 * thick, 16, 10).moved(*(at + np.array([0, 0, 0.5 * thick])))
    return [Part(merge([*threads, head]), f"cord:{cord}"), Part(merge(wrap), f"cord:{cord}")]


def pompom(at: Array, size: float, cord: str, rng: Rng) -> Part:
    """A ball of short threads resting on z = 0."""
    middle = np.array([at[0], at[1], 0.5 * size])
    ways = rng.normal(size=(150, 3))
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    hairs = [
        tube([middle, middle + d * size * rng.uniform(0.43, 0.5)], 0.035 * size, 4) for d in ways
    ]
    return Part(merge([sphere(0.4 * size, 18, 12).moved(*middle), *hairs]), f"cord:{cord}")


def coin_disc(radius: float, rng: Rng) -> Mesh:
    """A coin with a rim and a boss, or with the square hole of old ones; its back at z = 0."""
    rim = radius * np.column_stack(
        [np.cos(TAU * np.arange(40) / 40), np.sin(TAU * np.arange(40) / 40)]
    )
    thick = 0.11 * radius + 0.3
    edge = torus(0.93 * radius, 0.09 * radius, 40, 8).moved(z=thick)
    if rng.random() < 0.4:
        hole = radius * rng.uniform(0.2, 0.28) * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1.0]])
        return merge([plate(rim, thick, 0.1, [hole]), edge])
    boss = sphere(1.0, 20, 10).scaled(0.4 * radius, 0.45 * radius, 0.12 * radius).moved(z=thick)
    a = TAU * np.arange(14) / 14
    grains = [
        sphere(0.07 * radius, 8, 6).moved(0.7 * radius * np.cos(t), 0.7 * radius * np.sin(t), thick)
        for t in a
    ]
    return merge([plate(rim, thick, 0.1), edge, boss, *grains])


def hung_disc(place: Array, out: Array, gap: float, radius: float, rng: Rng) -> Mesh:
    """A coin lying outside a strand, with the ring that holds it.

    Args:
        place: (3,) on the strand's middle line.
        out: (3,) away from the strand, level.
        gap: From the line to the ring's middle, mm.
        radius: Of the coin, mm.
        rng: Draws the coin and its turn.
    """
    ring = 0.2 * radius + 0.5
    at = place + out * (gap + ring)
    hoop = torus(ring, 0.22 * ring + 0.12, 18, 8).placed([at[0], at[1], ring], [-out[1], out[0], 0])
    middle = at + out * (radius * 0.96 + 0.2 * ring)
    disc = coin_disc(radius, rng).turned("z", rng.uniform(0, TAU)).moved(middle[0], middle[1], 0.1)
    return merge([disc, hoop])


def braid(path: Array, width: float, rng: Rng) -> Mesh:
    """A twisted cord of thread along a line."""
    return chains.chain("rope", path, width, rng)


def knot(at: Array, ahead: Array, width: float, turns: int = 4) -> Mesh:
    """A sliding knot: a few turns of cord around a line."""
    coils = [
        torus(0.75 * width, 0.5 * width, 14, 8).placed(
            at + ahead * (k - turns / 2) * 0.95 * width, ahead
        )
        for k in range(turns)
    ]
    return merge(coils)


def drop_bead(place: Array, out: Array, gap: float, size: float) -> tuple[Mesh, Mesh]:
    """A small round drop outside a strand: the drop, and its wire."""
    middle = place + out * (gap + 0.95 * size)
    wire = tube([place + out * 0.4 * gap, middle], 0.14 * size, 6)
    body = lathe(
        [(0, -0.5), (0.3, -0.44), (0.5, -0.1), (0.44, 0.24), (0.22, 0.52), (0, 0.62)], 16
    ).scaled(size)
    return body.placed([middle[0], middle[1], 0.5 * size], -out), wire
