"""What small makers string together: main beads, small ones between, metal, more colours."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from assets.studio.materials.optics import TINTED
from assets.studio.pieces.piece import Stone
from assets.studio.sampling.sampler import Spec
from assets.studio.settings.set_stones import gemstone
from assets.studio.strands.stringing import Strung, seen_size

Rng = np.random.Generator
IRREGULAR = ("coral", "turquoise", "garnet", "amethyst", "agate", "jade", "rose quartz", "citrine")
METAL_SHAPES = ("round", "rondelle", "disc", "faceted", "tube")


@dataclass(frozen=True)
class Mix:
    """A pattern of beads and what is true of it.

    Attributes:
        pattern: Repeated along a strand.
        stones: One entry for each material "stone:<n>" of the pattern.
        shape: Of the main beads.
        metal: There are metal beads in it.
        mixed: Its beads are of several colours.
    """

    pattern: list[Strung]
    stones: tuple[Stone, ...]
    shape: str
    metal: bool
    mixed: bool


def mix(spec: Spec, size: float, rng: Rng, spaced: float = 0.5, most: int = 9) -> Mix:
    """Draws a pattern for an order.

    Args:
        spec: Its stones and their colour.
        size: Width of the main beads in mm.
        rng: Draws the shapes and the order of the beads.
        spaced: How often there are metal beads between.
        most: Beads in the pattern; a strand must hold it once, or it lacks what the mix names.
    """
    shape = _shape(spec, rng)
    if spec.stones[0] == "beads" and rng.random() < 0.45:
        return _many_colours(spec, size, "barrel" if shape == "tube" else shape, rng, most)
    main = Strung("stone:0", shape, size * (0.8 if shape in ("tube", "barrel") else 1.0))
    pattern = [main] * min(int(rng.choice([1, 1, 2, 3, 4, 6])), most - 5)
    stones = [gemstone(spec, 0, size, "bead")]
    if len(spec.stones) > 1:
        other = "round" if rng.random() < 0.7 else "rondelle"
        small = size * rng.uniform(0.45, 0.9)
        pattern += [Strung("stone:1", other, small)] * int(rng.integers(1, 4))
        stones.append(gemstone(spec, 1, small, "bead"))
    metal = rng.random() < spaced
    if metal:
        bead = Strung("metal", str(rng.choice(METAL_SHAPES)), size * rng.uniform(0.5, 0.9))
        pattern += [bead] * int(rng.choice([1, 1, 2]))
    return Mix(pattern, tuple(stones), shape, metal, False)


def _shape(spec: Spec, rng: Rng) -> str:
    kind = spec.stones[0]
    if kind == "pearl":
        return str(rng.choice(["round", "round", "nugget", "oval"]))
    if kind == "coral":
        return str(rng.choice(["chip", "chip", "round", "barrel", "barrel", "tube", "nugget"]))
    if kind == "beads":
        return str(rng.choice(["disc", "disc", "round", "round", "barrel", "cube", "tube"]))
    if kind in ("seed beads", "wooden beads"):
        return "round" if rng.random() < 0.7 else "barrel"
    plain = ["round", "round", "round", "faceted", "rondelle", "oval", "barrel"]
    return str(rng.choice([*plain, *(["chip", "nugget"] if kind in IRREGULAR else [])]))


def _many_colours(spec: Spec, size: float, shape: str, rng: Rng, most: int) -> Mix:
    """Beads of two to five colours, one by one or in runs."""
    others = [look for look in TINTED["beads"] if look != spec.tint]
    looks = [spec.tint, *map(str, rng.permutation(others)[: int(rng.integers(1, 5))])]
    run = min(int(rng.choice([1, 1, 2, 4])), max(1, (most - 1) // len(looks)))
    first = gemstone(spec, 0, size, "bead")
    stones = tuple(replace(first, look=look) for look in looks)
    pattern = [Strung(f"stone:{i}", shape, size) for i in range(len(looks)) for _ in range(run)]
    metal = rng.random() < 0.3
    if metal:
        pattern.append(Strung("metal", "round", size * rng.uniform(0.6, 0.9)))
    return Mix(pattern, stones, shape, metal, True)


def counted(found: Mix, beads: int) -> tuple[Stone, ...]:
    """The stones of a mix with their true sizes and numbers."""
    share = {
        s.material: sum(k.material == s.material for k in found.pattern) / len(found.pattern)
        for s in found.pattern
    }
    return tuple(
        replace(
            stone,
            size_mm=seen_size(found.pattern, f"stone:{i}") or stone.size_mm,
            count=max(1, round(beads * share.get(f"stone:{i}", 0))),
        )
        for i, stone in enumerate(found.stones)
    )
