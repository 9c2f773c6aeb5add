"""What bangles and cuffs are made of: bands on the oval of a wrist, and their sections."""

from __future__ import annotations

import numpy as np

from assets.studio.geometry.mesh import TAU, Array, Mesh
from assets.studio.geometry.outlines import smoothed
from assets.studio.geometry.sweeps import loft

Rng = np.random.Generator

COUNT = 260  # steps around


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
