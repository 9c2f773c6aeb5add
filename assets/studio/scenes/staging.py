"""A piece put in its place for the photograph, in its scene, and what the picture then shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assets.studio.materials.optics import METAL_COLOURS
from assets.studio.pieces.piece import Piece, View
from assets.studio.sampling.sampler import Spec, generator
from assets.studio.scenes.scene import Scene, set_scene
from assets.studio.words.lexicon import PROP_GROUNDS

WIDE_OPEN = 0.25  # share of the pictures with little depth of field
CLOTH_CONTRAST = 0.3  # the cloth of a box or a bust is chosen so that metal stands out from it


def grounded(piece: Piece) -> Piece:
    """Returns the piece moved over the origin with its lowest point on the floor.

    A hanging piece has its back one millimetre before the wall y = 0 instead.
    """
    low = np.min([p.mesh.bounds()[0] for p in piece.parts], axis=0)
    high = np.max([p.mesh.bounds()[1] for p in piece.parts], axis=0)
    middle = (low + high) / 2
    if piece.pose == "hanging":
        shift = (-middle[0], -high[1] - 1.0, -middle[2])
    else:
        shift = (-middle[0], -middle[1], -low[2])
    return replace(piece, parts=[replace(p, mesh=p.mesh.moved(*shift)) for p in piece.parts])


def stage(spec: Spec, piece: Piece, profile: str = "") -> Scene:
    """Draws the scene of an order; some are taken with the lens wider open.

    Args:
        spec: The order.
        piece: On the floor.
        profile: The sampler's profile; "strangers" are often photographed with a phone.
    """
    rng = generator(spec.seed, spec.index, "scene")
    scene = set_scene(piece, spec.scene, spec.lighting, rng)
    flaws = generator(spec.seed, spec.index, "flaws")
    if profile == "strangers":
        scene = _amateur(scene, spec)
    if flaws.random() >= WIDE_OPEN:
        return scene
    stop = scene.camera.stop * flaws.uniform(0.42, 0.7)
    return replace(scene, camera=replace(scene.camera, stop=stop))


def _amateur(scene: Scene, spec: Spec) -> Scene:
    """A phone's photograph in every second picture: exposure, white balance and grain are off."""
    rng = generator(spec.seed, spec.index, "phone")
    if rng.random() < 0.45:
        return scene
    warm, green = rng.normal(0, 0.045), rng.normal(0, 0.015)
    return replace(
        scene,
        exposure=scene.exposure + rng.normal(-0.12, 0.3),
        grain=rng.uniform(0.004, 0.02),
        vignette=rng.uniform(0.0, 0.25),
        cast=(1 + warm, 1 + green, 1 - warm),
    )


def view_of(piece: Piece, scene: Scene) -> View:
    """Returns what a photograph of the piece in this scene shows, for the describer."""
    width, prop = scene.camera.width(), str(piece.details.get("prop", ""))
    ground = np.mean(scene.floor.colour) ** 0.45
    metal = np.mean(METAL_COLOURS[piece.metal]) ** 0.45
    return View(
        floor=scene.floor.material,
        tone=scene.floor.tone,
        prop=prop,
        stone_share=tuple(s.size_mm / width for s in piece.stones),
        contrast=CLOTH_CONTRAST if prop in PROP_GROUNDS else float(abs(metal - ground)),
    )
