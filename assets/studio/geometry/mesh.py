"""Closed polygon meshes in numpy: how they are moved, joined and checked.

Units are millimetres, z is up, faces are wound so that their normals point outward (a lens of
glass with inward normals refracts inside out). Nothing here needs Blender.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
TAU = 2 * np.pi


@dataclass(frozen=True)
class Mesh:
    """Vertices and polygons of one solid (or of several that do not share vertices).

    Attributes:
        vertices: (N, 3) float64, millimetres.
        faces: Vertex indices of each polygon, counter-clockwise seen from outside.
        smooth: Shade smoothly across edges flatter than about 35 degrees. Facets of a gem: False.
    """

    vertices: Array
    faces: list[tuple[int, ...]]
    smooth: bool = True

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Mesh:
        """Returns the mesh shifted by (x, y, z) mm."""
        return Mesh(self.vertices + np.array([x, y, z], dtype=float), self.faces, self.smooth)

    def scaled(self, x: float, y: float | None = None, z: float | None = None) -> Mesh:
        """Returns the mesh scaled about the origin; one positive factor, or one for each axis."""
        factors = np.array([x, x if y is None else y, x if z is None else z], dtype=float)
        return self.transformed(np.diag(factors))

    def turned(self, axis: str, radians: float) -> Mesh:
        """Returns the mesh turned about the x, y or z axis through the origin."""
        return self.transformed(rotation(axis, radians))

    def transformed(self, matrix: ArrayLike) -> Mesh:
        """Returns the mesh under a 3 x 3 or 4 x 4 matrix; a mirror keeps the normals outward."""
        m = np.asarray(matrix, dtype=float)
        vertices = self.vertices @ m[:3, :3].T + (m[:3, 3] if m.shape == (4, 4) else 0.0)
        flip = np.linalg.det(m[:3, :3]) < 0
        faces = [face[::-1] for face in self.faces] if flip else self.faces
        return Mesh(vertices, faces, self.smooth)

    def placed(self, origin: ArrayLike, normal: ArrayLike, along: ArrayLike | None = None) -> Mesh:
        """Returns the mesh with its z axis laid on `normal` and its y axis towards `along`.

        Args:
            origin: (3,) where the mesh's own origin goes.
            normal: (3,) direction of the mesh's z axis.
            along: (3,) direction nearest to the mesh's y axis; any if omitted.
        """
        matrix = np.eye(4)
        matrix[:3, :3] = frame(normal, along)
        matrix[:3, 3] = origin
        return self.transformed(matrix)

    def bounds(self) -> tuple[Array, Array]:
        """Returns the lowest and the highest corner, each (3,)."""
        return self.vertices.min(axis=0), self.vertices.max(axis=0)

    def edges(self) -> Counter[tuple[int, int]]:
        """Counts each directed edge (from, to) over all faces."""
        return Counter(
            e for face in self.faces for e in zip(face, face[1:] + face[:1], strict=True)
        )

    def is_closed(self) -> bool:
        """Says whether every edge joins exactly two faces that agree on which side is out."""
        edges = self.edges()
        return all(n == 1 and edges.get((b, a)) == 1 for (a, b), n in edges.items())

    def euler(self) -> int:
        """Returns V - E + F over the vertices in use: 2 for each ball, 0 for each ring."""
        used = {i for face in self.faces for i in face}
        undirected = {(min(e), max(e)) for e in self.edges()}
        return len(used) - len(undirected) + len(self.faces)

    def volume(self) -> float:
        """Returns the enclosed volume in cubic mm; negative if the normals point inward."""
        triangles = np.array(
            [(f[0], f[i], f[i + 1]) for f in self.faces for i in range(1, len(f) - 1)]
        )
        a, b, c = self.vertices[triangles].transpose(1, 0, 2)
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


def rotation(axis: str, radians: float) -> Array:
    """Returns the (3, 3) right-handed rotation about "x", "y" or "z"."""
    c, s = np.cos(radians), np.sin(radians)
    i = "xyz".index(axis)
    matrix = np.eye(3)
    j, k = (i + 1) % 3, (i + 2) % 3
    matrix[j, j], matrix[j, k], matrix[k, j], matrix[k, k] = c, -s, s, c
    return matrix


def frame(normal: ArrayLike, along: ArrayLike | None = None) -> Array:
    """Returns a (3, 3) rotation with columns x, y, z: z on `normal`, y nearest to `along`."""
    z = np.asarray(normal, dtype=float) / np.linalg.norm(normal)
    guess = np.asarray((0, 1, 0) if along is None else along, dtype=float)
    if np.linalg.norm(np.cross(guess, z)) < 1e-6 * np.linalg.norm(guess):
        guess = np.array([1.0, 0, 0]) if abs(z[0]) < 0.9 else np.array([0, 0, 1.0])
    x = np.cross(guess, z)
    x /= np.linalg.norm(x)
    return np.stack([x, np.cross(z, x), z], axis=1)


def merge(meshes: Sequence[Mesh]) -> Mesh:
    """Joins meshes into one without welding them; shading is taken from the first."""
    starts = np.cumsum([0] + [len(m.vertices) for m in meshes])
    faces = [
        tuple(i + int(start) for i in face)
        for m, start in zip(meshes, starts[:-1], strict=True)
        for face in m.faces
    ]
    return Mesh(np.concatenate([m.vertices for m in meshes]), faces, meshes[0].smooth)
