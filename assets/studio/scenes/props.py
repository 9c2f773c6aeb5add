"""Simple props where they suit a piece: a ring box, a bust, pebbles, a twig.

A prop never hides the piece, never cuts through it and never moves the camera: box and bust are
made to measure under the piece while the floor sinks below them, pebbles and twigs are tried in
places around it until one is free. Props have a stream of random numbers of their own, so that a
piece and its scene are the same with and without one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from assets.studio.materials.optics import METAL_COLOURS
from assets.studio.pieces.piece import Part, Piece
from assets.studio.sampling.proportions import PROP_SHARE, PROPS
from assets.studio.sampling.sampler import choose
from assets.studio.sampling.strangers import PROPS as STRANGERS
from assets.studio.scenes.boxes import ring_box
from assets.studio.scenes.busts import bust
from assets.studio.scenes.flowers import flower, log_slice, sprig
from assets.studio.scenes.free_space import Room, on_floor
from assets.studio.scenes.scene import Scene
from assets.studio.scenes.twigs import pebble, twig
from assets.studio.words.lexicon import WHITE_METALS

Rng = np.random.Generator
TRIES = 60
SOFT = ("velvet", "leather")  # no pebbles or twigs on these grounds


@dataclass(frozen=True)
class Prop:
    """What is placed under or next to a piece.

    Attributes:
        name: As in `piece.View.prop`; "" for none.
        parts: Its solids, none of them framed, where the piece stands on z = 0.
        depth: How far the floor (or the wall) lies below (or behind) the piece, mm.
    """

    name: str = ""
    parts: tuple[Part, ...] = ()
    depth: float = 0.0


def prop(piece: Piece, scene: Scene, profile: str, rng: Rng) -> Prop:
    """Draws a prop that suits a piece in its scene, or none.

    Args:
        piece: On the floor, as `staging.grounded` leaves it.
        scene: With its camera.
        profile: A key of `PROP_SHARE`.
        rng: Draws whether, which and how.
    """
    fits = piece.type in PROPS and not piece.details.get("prop")
    if not fits or rng.random() >= PROP_SHARE[profile]:
        return Prop()
    table = STRANGERS if profile == "strangers" else PROPS
    return MAKERS[choose(rng, table[piece.type])](piece, scene, rng)


def with_prop(piece: Piece, name: str, parts: tuple[Part, ...] = ()) -> Piece:
    """Returns the piece with a prop; without a name, the piece itself."""
    if not name:
        return piece
    return replace(piece, parts=[*piece.parts, *parts], details={**piece.details, "prop": name})


def _light(piece: Piece, rng: Rng) -> bool:
    """Whether cloth is light or black: what the metal stands out from."""
    dark = piece.metal in WHITE_METALS or rng.random() < 0.4
    return np.mean(METAL_COLOURS[piece.metal]) < 0.3 or not dark


def _boxed(piece: Piece, scene: Scene, rng: Rng) -> Prop:
    parts, depth = ring_box(piece, _light(piece, rng), rng)
    return Prop("ring box", tuple(parts), depth) if parts else Prop()


def _displayed(piece: Piece, scene: Scene, rng: Rng) -> Prop:
    parts, depth = bust(piece, scene.camera, _light(piece, rng), rng)
    return Prop("bust", tuple(parts), depth) if parts else Prop()


def _with_pebbles(piece: Piece, scene: Scene, rng: Rng) -> Prop:
    """One to three pebbles of one kind in a free corner, the largest first."""
    if piece.pose == "hanging" or scene.floor.material in SOFT:
        return Prop()
    room, wide = Room(piece, scene.camera), scene.camera.width()
    kind = str(rng.choice(["pebble", "dark pebble", "white pebble"]))
    wanted, parts = int(rng.integers(1, 4)), []
    size, centre, reach = rng.uniform(0.24, 0.42), np.zeros(2), 0.6
    for _ in range(TRIES):
        stone = pebble(size * wide, rng)
        at = centre + rng.uniform(-reach, reach, 2)
        at[1] = abs(at[1]) if piece.pose == "standing" else at[1]  # nothing blurred in front
        stone = stone.moved(*on_floor(at, scene.camera)[:2])
        if room.share(stone) < 0.3 * size**2:
            continue
        room.take(stone)
        parts.append(Part(stone, f"prop:{kind}", False))
        if len(parts) == wanted:
            break
        size, centre, reach = size * rng.uniform(0.5, 0.75), at, 0.35
    return Prop("pebbles" if len(parts) > 1 else "pebble", tuple(parts)) if parts else Prop()


def _with_twig(piece: Piece, scene: Scene, rng: Rng) -> Prop:
    """A twig across a free corner."""
    if piece.pose == "hanging" or scene.floor.material in SOFT:
        return Prop()
    room, wide = Room(piece, scene.camera), scene.camera.width()
    for _ in range(TRIES):
        wood = twig(wide * rng.uniform(0.9, 1.5), rng).turned("z", rng.uniform(0, 2 * np.pi))
        at = rng.uniform(-0.6, 0.6, 2)
        at[1] = abs(at[1]) if piece.pose == "standing" else at[1]
        wood = wood.moved(*on_floor(at, scene.camera)[:2])
        if room.share(wood) > 0.014:
            return Prop("twig", (Part(wood, "prop:twig", False),))
    return Prop()


def _with_flowers(piece: Piece, scene: Scene, rng: Rng) -> Prop:
    """One to three blossoms of one kind around a piece."""
    if piece.pose == "hanging":
        return Prop()
    room, wide = Room(piece, scene.camera), scene.camera.width()
    kind, wanted = str(rng.choice(["white", "pink", "yellow", "red"])), int(rng.integers(1, 4))
    parts: list[Part] = []
    for _ in range(TRIES):
        petals, middle = flower(wide * rng.uniform(0.2, 0.42), rng)
        at = rng.uniform(-0.62, 0.62, 2)
        at[1] = abs(at[1]) if piece.pose == "standing" else at[1]
        spot = on_floor(at, scene.camera)[:2]
        petals, middle = petals.moved(*spot), middle.moved(*spot)
        if room.share(petals) < 0.008:
            continue
        room.take(petals)
        parts += [Part(petals, f"prop:{kind} petal", False), Part(middle, "prop:pollen", False)]
        if len(parts) == 2 * wanted:
            break
    return Prop("flowers" if len(parts) > 2 else "flower", tuple(parts)) if parts else Prop()


def _with_leaves(piece: Piece, scene: Scene, rng: Rng) -> Prop:
    """A sprig of green leaves across a free corner."""
    if piece.pose == "hanging":
        return Prop()
    room, wide = Room(piece, scene.camera), scene.camera.width()
    for _ in range(TRIES):
        green = sprig(wide * rng.uniform(0.6, 1.1), rng).turned("z", rng.uniform(0, 2 * np.pi))
        at = rng.uniform(-0.65, 0.65, 2)
        at[1] = abs(at[1]) if piece.pose == "standing" else at[1]
        green = green.moved(*on_floor(at, scene.camera)[:2])
        if room.share(green) > 0.014:
            return Prop("leaves", (Part(green, "prop:leaf", False),))
    return Prop()


def _on_log(piece: Piece, scene: Scene, rng: Rng) -> Prop:
    """A slice of a log under a piece, which may reach beyond it."""
    if piece.pose == "hanging":
        return Prop()
    points = np.concatenate([p.mesh.vertices[:, :2] for p in piece.parts if p.framed])
    span = float(np.ptp(points, axis=0).max())
    thick = 0.012 * span + 0.8
    core, bark = log_slice(span * rng.uniform(0.8, 1.25), thick, rng)
    shift = rng.normal(0, 0.06 * span, 2)
    parts = (
        Part(core.moved(*shift, -0.02), "prop:log", False),
        Part(bark.moved(*shift, -0.02), "prop:bark", False),
    )
    return Prop("log slice", parts, thick)


MAKERS = {
    "ring box": _boxed,
    "bust": _displayed,
    "pebble": _with_pebbles,
    "twig": _with_twig,
    "flower": _with_flowers,
    "leaves": _with_leaves,
    "log slice": _on_log,
}
