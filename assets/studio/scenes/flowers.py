"""Flowers, leaves and slices of a log, as small makers lay them next to their pieces."""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.mesh import TAU, Array, Mesh, merge
from assets.studio.geometry.outlines import dome, plate
from assets.studio.geometry.sweeps import sphere, tube

Rng = np.random.Generator


def flower(width: float, rng: Rng) -> tuple[Mesh, Mesh]:
    """Makes an open blossom on z = 0.

    Args:
        width: In mm.
        rng: Draws the number of petals and their shape.

    Returns:
        The petals and the middle.
    """
    count, rows = int(rng.integers(5, 11)), int(rng.integers(1, 4))
    petals = []
    for row in range(rows):
        long = 0.5 * width * (1 - 0.24 * row)
        half = min(long * rng.uniform(0.22, 0.4), 1.1 * long * np.pi / count)
        for k in range(count):
            petal = _petal(long, half, rng).turned("y", -0.2 - 0.33 * row + rng.normal(0, 0.06))
            turn = TAU * (k + 0.5 * row) / count + rng.normal(0, 0.06)
            petals.append(petal.turned("z", turn).moved(z=0.02 * width * row))
    middle = sphere(1.0, 20, 12).scaled(0.1 * width, 0.1 * width, 0.07 * width)
    body = merge(petals)
    low = body.bounds()[0][2]
    return body.moved(z=-low), middle.moved(z=0.05 * width - low)


def _petal(long: float, half: float, rng: Rng) -> Mesh:
    """One petal along x from the origin, slightly cupped."""
    t = TAU * np.arange(36) / 36
    x = 0.5 * long * (1 - np.cos(t))
    y = half * np.sin(t) * (0.35 + 0.65 * np.clip(x / long, 0, 1) ** 0.7)
    rim = np.column_stack([x, -y])[::-1]
    mesh = dome(rim, 0.05 * long, 0.25, 5, 2.0, (0.6 * long, 0.0))
    v = mesh.vertices.copy()
    v[:, 2] += 0.5 * (v[:, 1] / half) ** 2 * 0.2 * half + 0.10 * long * (v[:, 0] / long) ** 2
    return Mesh(v, mesh.faces)


def sprig(long: float, rng: Rng) -> Mesh:
    """Makes a stem with leaves on both sides along x, its middle at the origin, on z = 0."""
    x = np.linspace(-0.5, 0.5, 40) * long
    bend = rng.uniform(-0.3, 0.3) * long
    y = bend * (x / long) ** 2
    stem = np.column_stack([x, y, np.full(40, 0.02 * long)])
    meshes = [tube(stem, 0.012 * long, 8)]
    count = int(rng.integers(4, 9))
    for k in range(count):
        i = int(39 * (k + 0.6) / count)
        for side in (-1, 1):
            size = long * rng.uniform(0.16, 0.28) * (1 - 0.4 * k / count)
            leaf = _petal(size, size * rng.uniform(0.14, 0.24), rng)
            turn = side * rng.uniform(0.5, 1.0) + np.arctan2(
                *(stem[i] - stem[max(i - 2, 0)])[1::-1]
            )
            tilted = leaf.turned("y", -rng.uniform(0.0, 0.3)).turned("z", turn)
            meshes.append(tilted.moved(*stem[i]))
    body = merge(meshes)
    return body.moved(z=-body.bounds()[0][2])


def log_slice(width: float, thick: float, rng: Rng) -> tuple[Mesh, Mesh]:
    """Makes a slice of a log under z = 0.

    Args:
        width: Its diameter in mm.
        thick: In mm.
        rng: Draws its outline.

    Returns:
        The cut face with its core, and the bark around it.
    """
    a = TAU * np.arange(120) / 120
    r = 0.5 * width * (1 + sum(rng.normal(0, 0.02) * np.cos(k * a + k) for k in (2, 3, 5, 8)))
    rim: Array = np.column_stack([r * np.cos(a), r * np.sin(a)])
    core = plate(rim * 0.93, thick, 0.5).moved(z=-thick)
    bark = plate(rim, thick - 0.4, 0.6, [rim[::2] * 0.925]).moved(z=-thick)
    return core, bark
