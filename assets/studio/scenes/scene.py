"""Where and how a piece is photographed: floor, light, lens and flaws, all drawn at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.studio.geometry.mesh import Array
from assets.studio.materials.optics import Colour
from assets.studio.pieces.piece import Piece


@dataclass(frozen=True)
class Floor:
    """A ground to photograph on.

    Attributes:
        material: "paper", "velvet", "linen", "cloth", "marble", "slate", "wood", "leather",
            "acrylic", "photo".
        tone: Its colour word.
        colour: Linear RGB.
        exposure: Stops added: dark grounds are exposed longer.
    """

    material: str
    tone: str
    colour: Colour
    exposure: float = 0.1


FLOORS: dict[str, Floor] = {
    "white paper": Floor("paper", "white", (0.86, 0.855, 0.845), 0.38),
    "grey paper": Floor("paper", "grey", (0.42, 0.425, 0.435), 0.25),
    "cream paper": Floor("paper", "cream", (0.84, 0.76, 0.64), 0.25),
    "pink paper": Floor("paper", "pink", (0.82, 0.57, 0.56), 0.22),
    "blue paper": Floor("paper", "blue", (0.50, 0.64, 0.76), 0.22),
    "green paper": Floor("paper", "green", (0.52, 0.64, 0.50), 0.22),
    "lilac paper": Floor("paper", "lilac", (0.66, 0.58, 0.76), 0.22),
    "black paper": Floor("paper", "black", (0.022, 0.022, 0.024), 0.75),
    "black velvet": Floor("velvet", "black", (0.006, 0.006, 0.007), 0.8),
    "navy velvet": Floor("velvet", "navy", (0.008, 0.014, 0.055), 0.75),
    "burgundy velvet": Floor("velvet", "burgundy", (0.075, 0.004, 0.014), 0.7),
    "green velvet": Floor("velvet", "green", (0.006, 0.045, 0.022), 0.75),
    "white linen": Floor("linen", "white", (0.80, 0.79, 0.76), 0.3),
    "beige linen": Floor("linen", "beige", (0.62, 0.50, 0.36), 0.2),
    "white marble": Floor("marble", "white", (0.82, 0.82, 0.81), 0.28),
    "slate": Floor("slate", "grey", (0.055, 0.060, 0.066), 0.5),
    "wood": Floor("wood", "brown", (0.34, 0.18, 0.085), 0.3),
    "brown leather": Floor("leather", "brown", (0.15, 0.062, 0.028), 0.45),
    "white acrylic": Floor("acrylic", "white", (0.82, 0.82, 0.82), 0.32),
    "black acrylic": Floor("acrylic", "black", (0.010, 0.010, 0.011), 0.7),
    "black cloth": Floor("cloth", "black", (0.013, 0.013, 0.014), 0.7),
    "navy cloth": Floor("cloth", "navy", (0.012, 0.020, 0.070), 0.6),
    "burgundy cloth": Floor("cloth", "burgundy", (0.110, 0.010, 0.024), 0.5),
    "purple cloth": Floor("cloth", "purple", (0.070, 0.020, 0.130), 0.5),
    "green cloth": Floor("cloth", "green", (0.016, 0.085, 0.040), 0.5),
    "white cloth": Floor("cloth", "white", (0.80, 0.79, 0.77), 0.25),
    "beige cloth": Floor("cloth", "beige", (0.64, 0.54, 0.42), 0.2),
    "pink cloth": Floor("cloth", "pink", (0.74, 0.44, 0.44), 0.2),
    "dark wood": Floor("wood", "dark", (0.090, 0.042, 0.020), 0.45),
    "pale wood": Floor("wood", "pale", (0.58, 0.38, 0.21), 0.22),
}

# Elevation and azimuth of the camera in degrees (low, high), by type of piece and pose.
ANGLES: dict[str, tuple[float, float, float]] = {
    "ring": (22, 48, 38),
    "earrings": (30, 66, 14),
    "pendant": (56, 80, 12),
    "necklace": (46, 74, 12),
    "bracelet": (36, 66, 18),
    "bangle": (26, 52, 24),
    "anklet": (40, 68, 16),
    "brooch": (54, 80, 16),
    "set": (56, 78, 8),
    "watch": (18, 60, 16),
}

# Share of the picture's width or height that a piece fills: wide pairs and thin chains more.
FILL: dict[str, tuple[float, float]] = {
    "earrings": (0.84, 0.95),
    "necklace": (0.88, 0.97),
    "bracelet": (0.86, 0.96),
    "anklet": (0.86, 0.96),
    "set": (0.84, 0.94),
}


@dataclass(frozen=True)
class Camera:
    """Where the camera stands.

    Attributes:
        position: (3,) mm.
        forward, right, up: (3,) unit vectors.
        focal: Focal length in mm on a sensor 36 mm wide.
        distance: To the middle of the piece along `forward`, mm.
        stop: f-number.
    """

    position: Array
    forward: Array
    right: Array
    up: Array
    focal: float
    distance: float
    stop: float

    def width(self) -> float:
        """Returns how many mm the picture is wide at the piece's distance."""
        return self.distance * 36 / self.focal


@dataclass(frozen=True)
class Scene:
    """Everything about a photograph but the piece.

    Attributes:
        floor: The ground.
        lighting: One of `environments.STYLES`.
        camera: Where it stands.
        exposure: In stops.
        wear: Strength of dust and scratches, 0 to 1.
        grain: Standard deviation of the sensor's noise, 0 to 1.
        vignette: How much darker the corners are, 0 to 1.
        cast: Factors of red, green and blue: a white balance that is off.
    """

    floor: Floor
    lighting: str
    camera: Camera
    exposure: float
    wear: float
    grain: float
    vignette: float
    cast: Colour = (1.0, 1.0, 1.0)


def set_scene(piece: Piece, floor: str, lighting: str, rng: np.random.Generator) -> Scene:
    """Draws a scene that suits a piece.

    Args:
        piece: Placed on the floor.
        floor: A key of `FLOORS`.
        lighting: One of `environments.STYLES`.
        rng: Draws camera and flaws.
    """
    if piece.metal == "black" and np.mean(FLOORS[floor].colour) < 0.3:
        floor = "white paper"  # blackened metal is lost on a dark ground
    ground = FLOORS[floor]
    if np.mean(ground.colour) < 0.1 and lighting == "strips":
        lighting = "softbox"  # strips alone leave metal black on a dark ground
    return Scene(
        floor=ground,
        lighting=lighting,
        camera=aim(piece, rng),
        exposure=ground.exposure + rng.normal(0, 0.06),
        wear=rng.uniform(0.1, 0.6) if rng.random() < 0.7 else 0.0,
        grain=rng.uniform(0.002, 0.008),
        vignette=rng.uniform(0.0, 0.10),
    )


def aim(piece: Piece, rng: np.random.Generator) -> Camera:
    """Turns the camera towards a piece and steps back until it fills the frame.

    A piece may name its own view in `details`: "elevation" as (low, high) and "azimuth" as the
    largest turn, in degrees; "focal" and "fill" as (low, high).
    """
    low, high, turn = ANGLES[piece.type]
    if piece.pose == "hanging":
        low, high, turn = -2, 10, 12
    low, high = piece.details.get("elevation", (low, high))
    turn = piece.details.get("azimuth", turn)
    elevation, azimuth = np.radians(rng.uniform(low, high)), np.radians(rng.uniform(-turn, turn))
    back = np.array(
        [
            np.sin(azimuth) * np.cos(elevation),
            -np.cos(azimuth) * np.cos(elevation),
            np.sin(elevation),
        ]
    )
    forward = -back
    right = np.cross(forward, [0, 0, 1.0])
    right /= np.linalg.norm(right)
    up = np.cross(right, forward)
    focal = rng.uniform(*piece.details.get("focal", (70, 105)))
    fill = rng.uniform(*piece.details.get("fill", FILL.get(piece.type, (0.74, 0.88))))
    points = np.concatenate([p.mesh.vertices for p in piece.parts if p.framed])
    middle, distance = _fit(points, np.stack([right, up, forward]), 18 / focal * fill)
    middle += (right * rng.normal(0, 0.012) + up * rng.normal(0, 0.012)) * distance * 36 / focal
    stop = rng.uniform(56, 100)
    return Camera(middle + back * distance, forward, right, up, focal, distance, stop)


def _fit(points: Array, axes: Array, half: float) -> tuple[Array, float]:
    """Centre (3,) and distance at which points fill a picture of tangent half width `half`."""
    local = points @ axes.T  # (N, 3): right, up, forward
    centre = (local.min(axis=0) + local.max(axis=0)) / 2
    distance = 1e3
    for _ in range(12):
        depth = distance + local[:, 2] - centre[2]
        flat = (local[:, :2] - centre[:2]) / depth[:, None]
        low, high = flat.min(axis=0), flat.max(axis=0)
        centre[:2] += (low + high) / 2 * distance
        distance *= ((high - low).max() / 2 / half) ** 0.9
    return centre @ axes, float(distance)
