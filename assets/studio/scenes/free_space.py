"""Free places in a picture: where a prop neither hides a piece nor touches it."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import binary_dilation

from assets.studio.geometry.mesh import Array, Mesh
from assets.studio.pieces.piece import Piece
from assets.studio.scenes.scene import Camera

WIDE, CELLS = 3.0, 360  # the area looked at, in picture widths, and its cells a side
CLEAR = 3  # cells between two things
BEHIND = 1.5  # mm, for what stands behind the whole piece


def seen(vertices: Array, camera: Camera) -> tuple[Array, Array]:
    """Projects points: (N, 2) in picture widths from its middle, right and up; depths (N,) mm."""
    rel = vertices - camera.position
    depth = rel @ camera.forward
    flat = np.stack([rel @ camera.right, rel @ camera.up], axis=1)
    return flat / depth[:, None] * camera.focal / 36, depth


def on_floor(place: Array, camera: Camera) -> Array:
    """The point (3,) of the floor z = 0 that is seen at a place (2,) of the picture."""
    ray = place[0] * camera.right + place[1] * camera.up + camera.forward * camera.focal / 36
    return camera.position - ray * camera.position[2] / ray[2]


def covered(meshes: list[Mesh], camera: Camera) -> Array:
    """The cells (CELLS, CELLS) that solids cover, the picture in the middle third."""
    picture = Image.new("1", (CELLS, CELLS))
    draw = ImageDraw.Draw(picture)
    for mesh in meshes:
        flat = (seen(mesh.vertices, camera)[0] / WIDE + 0.5) * CELLS
        for face in mesh.faces:
            draw.polygon(flat[list(face)].ravel().tolist(), fill=1)
    return np.asarray(picture)


class Room:
    """What is still free around a piece.

    Attributes:
        camera: Looks at it.
        taken: (CELLS, CELLS) cells where nothing else may be seen.
        depth: Depth in mm from which things may be seen behind the piece: behind all of a ring;
            behind other pieces, which are flat or come in pairs, a stone would seem theirs.
    """

    def __init__(self, piece: Piece, camera: Camera) -> None:
        self.camera = camera
        self.taken = _widened(covered([p.mesh for p in piece.parts], camera))
        shown = np.concatenate([p.mesh.vertices for p in piece.parts])
        behind = float(seen(shown, camera)[1].max()) + BEHIND
        self.depth = behind if piece.type == "ring" else np.inf

    def share(self, mesh: Mesh) -> float:
        """The share of the picture's area that a solid would take; 0 where it does not fit."""
        cells = covered([mesh], self.camera)
        behind = seen(mesh.vertices, self.camera)[1].min() > self.depth
        if (cells & self.taken).any() and not behind:
            return 0.0
        third = CELLS // 3
        shown = cells & ~self.taken
        return float(shown[third : 2 * third, third : 2 * third].mean())

    def take(self, mesh: Mesh) -> None:
        """Leaves the place of a solid to it."""
        self.taken |= _widened(covered([mesh], self.camera))
        self.depth = max(self.depth, float(seen(mesh.vertices, self.camera)[1].max()) + BEHIND)


def _widened(cells: Array) -> Array:
    return binary_dilation(cells, iterations=CLEAR)
