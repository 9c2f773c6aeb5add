"""Dials of watches: a coloured face with hour marks, hands and sometimes small counters.

Built lying about the origin with 12 o'clock to +y; angles run clockwise from there in radians.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.studio.geometry.curves import circle
from assets.studio.geometry.mesh import TAU, Array, Mesh, merge
from assets.studio.geometry.outlines import box, inset, plate
from assets.studio.geometry.sweeps import lathe, sphere, torus, tube
from assets.studio.pieces.piece import Part

Rng = np.random.Generator

COLOURS = (
    *("white", "white", "white", "black", "black"),
    *("champagne", "blue", "pearly white", "silver", "green"),
)
DARK = ("black", "blue", "green")
MARKS = ("bar markers", "bar markers", "roman numerals", "dot markers", "")
NUMERALS = "XII I II III IIII V VI VII VIII IX X XI".split()
# Strokes of a numeral's letters, each as (x, y) from foot to head, in heights.
LETTERS = {
    "I": (0.3, [((0, -0.5), (0, 0.5))]),
    "V": (0.62, [((-0.24, 0.5), (0, -0.5)), ((0.24, 0.5), (0, -0.5))]),
    "X": (0.62, [((-0.24, -0.5), (0.24, 0.5)), ((0.24, -0.5), (-0.24, 0.5))]),
}
HANDS = ("baton", "lozenge", "leaf")


def dial(opening: Array, height: float, metal: str, rng: Rng) -> tuple[list[Part], dict[str, Any]]:
    """Makes a dial that fills a window.

    Args:
        opening: (N, 2) outline of the window, mm.
        height: Where the face lies, mm.
        metal: The watch's metal: on a dark one, marks and hands are white or black.
        rng: Draws colour, marks and hands.

    Returns:
        The parts, and facts for the captions: "dial" (its colour), "marks" and "counters".
    """
    colour, marks = str(rng.choice(COLOURS)), str(rng.choice(MARKS))
    reach = float(min(np.ptp(opening[:, 0]), np.ptp(opening[:, 1]))) / 2
    counters = 3 if reach > 14 and rng.random() < 0.35 else 0
    if counters and marks == "roman numerals":
        marks = "bar markers"
    ink = _ink(colour, marks, metal, rng)
    face = _level(plate(inset(opening, -0.25)[::2], 0.4, 0.05).moved(z=-0.4))
    drawn = _marks(opening, marks, counters, rng)
    parts = [Part(face, f"dial:{colour}")]
    parts += [Part(merge(drawn), ink)] if drawn else []
    parts += _counters(reach, ink, colour, rng) if counters else []
    parts += [Part(_hands(reach, rng), ink if marks else _ink(colour, "", metal, rng))]
    facts = {"dial": colour, "marks": marks, "counters": counters}
    return [Part(p.mesh.moved(z=height), p.material) for p in parts], facts


def _level(mesh: Mesh) -> Mesh:
    """A plate whose face is shaded flat: smooth shading would bend it at its bevel."""
    return Mesh(mesh.vertices, mesh.faces, smooth=False)


def _ink(colour: str, marks: str, metal: str, rng: Rng) -> str:
    """What marks and hands are made of: metal, or an ink that the dial shows."""
    if colour in DARK:
        return "enamel:white" if metal == "black" else "metal"
    if metal in ("black", "silver", "white gold", "platinum") or marks == "roman numerals":
        return "enamel:black"
    return "metal" if rng.random() < 0.7 and colour != "champagne" else "enamel:black"


def edge(outline: Array, angle: float) -> float:
    """The distance in mm from the middle to an outline, clockwise from +y by `angle`."""
    turn = np.arctan2(outline[:, 0], outline[:, 1]) % TAU
    return float(np.interp(angle % TAU, *_sorted(turn, np.hypot(*outline.T)), period=TAU))


def _sorted(turn: Array, radius: Array) -> tuple[Array, Array]:
    order = np.argsort(turn)
    return turn[order], radius[order]


def _marks(opening: Array, kind: str, counters: int, rng: Rng) -> list[Mesh]:
    """The twelve hour marks; those that counters would cover are left out."""
    made = []
    thin = rng.uniform(0.028, 0.045)
    for hour in range(12):
        if not kind or (counters and hour in (3, 6, 9)):
            continue
        angle = TAU * hour / 12
        far = edge(opening, angle)
        if kind == "bar markers":
            long, wide = 0.17 * far, thin * far * (1.7 if hour % 3 == 0 else 1.0)
            mark = box(wide, long, 0.22, 0.06, 0.1 * wide).moved(0, 0.93 * far - long / 2)
        elif kind == "dot markers":
            size = 0.05 * far * (1.4 if hour % 3 == 0 else 1.0)
            mark = sphere(size, 14, 8).scaled(1, 1, 0.5).moved(0, 0.84 * far)
        else:
            mark = _numeral(NUMERALS[hour], 0.22 * far).moved(0, 0.8 * far)
        made.append(mark.turned("z", -angle))
    return made


def _numeral(letters: str, high: float) -> Mesh:
    """A roman numeral about the origin, its foot towards the middle of the dial."""
    total = sum(LETTERS[letter][0] for letter in letters)
    strokes, x = [], -total / 2
    for letter in letters:
        wide, lines = LETTERS[letter]
        for k, line in enumerate(lines):
            ends = [((x + wide / 2 + px) * high, py * high, 0.05) for px, py in line]
            thick = (0.075 if k == 0 else 0.045) * high
            strokes.append(tube(ends, thick, 6).scaled(1, 1, 0.6))
        x += wide
    return merge(strokes).scaled(min(1.0, 1.35 / total), 1, 1)


def _counters(reach: float, ink: str, colour: str, rng: Rng) -> list[Part]:
    """Three small dials at 3, 6 and 9 o'clock, each with a hand of its own."""
    inside = str(rng.choice([colour, "silver" if colour in DARK else "black"]))
    rings, faces = [], []
    r = 0.24 * reach
    for x, y in ((0.5, 0), (0, -0.5), (-0.5, 0)):
        at = (x * reach, y * reach)
        faces.append(plate(circle(r, 40), 0.1, 0.02).moved(*at, 0.01))
        rings.append(torus(r, 0.1, 40, 8).moved(*at, 0.1))
        hand = _pointer("baton", 0.8 * r, 0.06 * r, 0.15 * r)
        rings.append(hand.turned("z", rng.uniform(0, TAU)).moved(*at, 0.18))
    return [Part(_level(merge(faces)), f"dial:{inside}"), Part(merge(rings), ink)]


def _hands(reach: float, rng: Rng) -> Mesh:
    """Hour and minute hand near ten past ten as in catalogues, sometimes with a seconds hand."""
    kind, minute = str(rng.choice(HANDS)), rng.uniform(7, 11)
    hour = TAU * (10 + minute / 60) / 12
    wide = rng.uniform(0.028, 0.042) * reach
    made = [
        _pointer(kind, 0.52 * reach, 1.25 * wide, 0.1 * reach).turned("z", -hour).moved(z=0.45),
        _pointer(kind, 0.8 * reach, wide, 0.12 * reach)
        .turned("z", -TAU * minute / 60)
        .moved(z=0.75),
    ]
    if rng.random() < 0.6:
        second = tube([(0, -0.2 * reach, 0), (0, 0.86 * reach, 0)], 0.011 * reach, 8)
        made.append(second.turned("z", -TAU * rng.uniform(0.5, 0.65)).moved(z=1.1))
    pin = [(0, 0), (0.055 * reach, 0), (0.055 * reach, 1.1), (0.03 * reach, 1.3), (0, 1.3)]
    return merge([*made, lathe(pin, 20)])


def _pointer(kind: str, long: float, wide: float, tail: float) -> Mesh:
    """A hand that points to +y, `wide` mm to each side of its line."""
    widest = {"baton": 0.9, "lozenge": 0.35, "leaf": 0.6}[kind] * long
    foot = {"baton": 0.8, "lozenge": 0.45, "leaf": 0.4}[kind] * wide
    w = wide * (1.5 if kind != "baton" else 1.0)
    outline = [(-foot, -tail), (foot, -tail), (w, widest), (0.12 * w, long), (-0.12 * w, long)]
    return plate([*outline, (-w, widest)], 0.16, 0.05)
