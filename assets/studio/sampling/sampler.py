"""Draws orders: what to make and how to photograph it, from a seed and an index.

A `Spec` says what to make (type, style, metal, stones, cut, setting, motif, chain) and how to
photograph it (scene, lighting). It leaves the shape to the family module, which gets its own
stream of random numbers, so that two equal orders still give two different pieces.

The weights of the profiles "catalogue" and "training" are in `proportions.py`; those of "market",
which draws type, metal and look jointly, are in `market.py`, and those of "strangers" in
`strangers.py`.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from assets.studio.sampling import strangers
from assets.studio.sampling.market import Request, draw_request, tint
from assets.studio.sampling.proportions import (
    BEAD_STYLES,
    BEADS,
    CHAINS,
    CUTS,
    DARK_SCENES,
    FACETED,
    FAMILIES,
    FINISHES,
    GEMS,
    LIGHTINGS,
    MADE,
    METALS,
    MOTIFS,
    OPAQUE,
    PAVE_STYLES,
    PEARL_STYLES,
    PEARLS,
    PEARLS_WELCOME,
    SCENES,
    SETTINGS,
    STONE_SHARE,
    STYLES,
    TWO_TONE,
    TYPES,
    Weights,
    choose,
)

PROFILES = (*TYPES, "market", "strangers")


@dataclass(frozen=True)
class Spec:
    """One order: what to make and how to photograph it.

    Attributes:
        seed: The seed of the whole run.
        index: The number of the piece within the run.
        family: Who builds it, a key of `workshop.BUILDERS` ("rings", "earrings", "pendants", ...).
        type: The type as a shop names it ("ring", "earrings", "pendant", ...).
        style: The style within the family ("solitaire", "hoop", "tennis", ...).
        metal: The main metal ("yellow gold", ..., "black" for blackened).
        metal2: A second metal of a two-tone piece, or "".
        finish: "polished", "satin", "hammered" or "oxidised".
        stones: Kinds of stone, the main one first; may be empty.
        pearl: The colour of any pearls: "white", "cream", "pink" or "black".
        cut: The cut of the main stone, or "".
        setting: How the main stone is held, or "".
        motif: The shape the piece depicts ("heart", "leaf", ...), or "".
        chain: The chain it hangs from ("cable", "box", "rope", "snake", ..., "cord"), or "".
        scene: The floor ("white paper", "black velvet", ...).
        lighting: The style of the light ("softbox", "tent", "strips", "window",
            "lamp").
        tint: The colour of beads of glass, wood or seed beads, or of enamel; "" without any.
        head: What the stones' settings are made of: "metal" or, in two-tone pieces, "metal2".
    """

    seed: int
    index: int
    family: str
    type: str
    style: str
    metal: str
    metal2: str
    finish: str
    stones: tuple[str, ...]
    pearl: str
    cut: str
    setting: str
    motif: str
    chain: str
    scene: str
    lighting: str
    tint: str = ""
    head: str = "metal"


def generator(seed: int, index: int, purpose: str) -> np.random.Generator:
    """A stream of random numbers that depends on nothing but its three arguments.

    Args:
        seed: The seed of the run.
        index: The number of the piece.
        purpose: What the numbers are for ("order", "piece", "scene", ...): streams of different
            purposes are independent, so a change in one place moves nothing elsewhere.

    Returns:
        A numpy generator.
    """
    return np.random.default_rng([seed, index, zlib.crc32(purpose.encode())])


def draw(seed: int, index: int, profile: str = "catalogue") -> Spec:
    """The order with this number.

    Args:
        seed: The seed of the run.
        index: The number of the piece, from 0.
        profile: One of `PROFILES`.

    Returns:
        The order; the same arguments always give the same one.

    Raises:
        ValueError: If there is no such profile.
    """
    if profile not in PROFILES:
        raise ValueError(f"There is no profile {profile!r}; choose one of {', '.join(PROFILES)}.")
    rng = generator(seed, index, "order")
    if profile == "strangers":
        return _stranger(rng, seed, index)
    market = profile == "market"
    kind, style, metal, metal2, stones, head = _request(rng, profile)
    cut, pearl = _cut(rng, kind, style, stones), choose(rng, PEARLS)
    dark = metal == "black" or _dim(stones, cut, pearl)
    return Spec(
        seed=seed,
        index=index,
        family=FAMILIES[kind],
        type=kind,
        style=style,
        metal=metal,
        metal2=metal2 if market else _second_metal(rng, metal),
        finish=choose(rng, FINISHES),
        stones=stones,
        pearl=pearl,
        cut=cut,
        setting=_setting(rng, style, stones),
        motif=_motif(rng, kind, style, stones),
        chain=_chain(rng, kind, style),
        scene=_scene(rng, SCENES[profile], dark),
        lighting=choose(rng, LIGHTINGS),
        tint=tint(rng, stones),
        head=head,
    )


def _stranger(rng: np.random.Generator, seed: int, index: int) -> Spec:
    """An order of the profile "strangers"."""
    kind, style, metal, metal2, stones, head = strangers.draw_request(rng)
    cut, pearl = _cut(rng, kind, style, stones), choose(rng, PEARLS)
    return Spec(
        seed=seed,
        index=index,
        family=FAMILIES[kind],
        type=kind,
        style=style,
        metal=metal,
        metal2=metal2,
        finish=strangers.finish(rng, metal),
        stones=stones,
        pearl=pearl,
        cut=cut,
        setting=_setting(rng, style, stones),
        motif=strangers.motif(rng, kind),
        chain=strangers.chain(rng, style),
        scene=_scene(rng, strangers.scenes(style), metal == "black" or _dim(stones, cut, pearl)),
        lighting=choose(rng, strangers.LIGHTINGS),
        tint=tint(rng, stones),
        head=head,
    )


def _request(rng: np.random.Generator, profile: str) -> Request:
    """Main attributes by profile; outside "market" each is drawn alone, the second metal later."""
    if profile == "market":
        return draw_request(rng)
    kind = choose(rng, TYPES[profile])
    style = choose(rng, STYLES[kind])
    metal = choose(rng, METALS[profile])
    return Request(kind, style, metal, "", _stones(rng, kind, style, profile), "metal")


def _dim(stones: tuple[str, ...], cut: str, pearl: str) -> bool:
    """Says whether the main stones are dark, or swallow the colour of a dark ground."""
    if not stones or cut not in ("bead", "baroque"):
        return stones[:1] == ("onyx",)
    return stones[0] in (*FACETED, "onyx", "glass beads") or (
        stones[0] == "pearl" and pearl == "black"
    )


def _scene(rng: np.random.Generator, scenes: Weights, dark: bool) -> str:
    """A floor; a light one for a dark piece."""
    light = {name: w for name, w in scenes.items() if not name.startswith(DARK_SCENES)}
    return choose(rng, light if dark else scenes)


def _second_metal(rng: np.random.Generator, metal: str) -> str:
    if metal in TWO_TONE and rng.random() < 0.1:
        return choose(rng, TWO_TONE[metal])
    return ""


def _stones(rng: np.random.Generator, kind: str, style: str, profile: str) -> tuple[str, ...]:
    """The kinds of stone, main one first, with an accent where the style has a place for one."""
    if rng.random() >= STONE_SHARE.get(kind, {}).get(style, 1.0):
        return ()
    if style in PEARL_STYLES:
        return ("pearl",)
    if style in BEAD_STYLES:
        second = (choose(rng, BEADS),) if rng.random() < 0.3 else ()
        return tuple(dict.fromkeys((choose(rng, BEADS), *second)))
    gems = dict(GEMS[profile])
    if style in PAVE_STYLES:
        gems = {name: gems[name] for name in FACETED if name in gems} | {
            "diamond": 1.3 * sum(gems.values())
        }
    elif style not in PEARLS_WELCOME:
        gems.pop("pearl")
    main = choose(rng, gems)
    return (main, *_accent(rng, style, main))


def _accent(rng: np.random.Generator, style: str, main: str) -> tuple[str, ...]:
    """A second kind of stone: the diamonds of a halo, the side stones of a three-stone ring."""
    share = {"halo": 0.9, "three-stone": 0.7, "cluster": 0.5, "cocktail": 0.5, "flower": 0.4}
    if main == "diamond":
        return ()
    return ("diamond",) if rng.random() < share.get(style, 0.15) else ()


def _cut(rng: np.random.Generator, kind: str, style: str, stones: tuple[str, ...]) -> str:
    if not stones:
        return ""
    main = stones[0]
    if style in BEAD_STYLES:
        return "bead"
    if main == "pearl":
        return "baroque" if style not in PEARL_STYLES and rng.random() < 0.15 else "bead"
    if main in MADE:
        return "bead"
    if main in OPAQUE:
        return "cabochon"
    if style in PAVE_STYLES | {"cluster", "station"}:
        return "round" if rng.random() < 0.8 else choose(rng, {"princess": 2, "emerald": 1})
    return choose(rng, CUTS)


def _setting(rng: np.random.Generator, style: str, stones: tuple[str, ...]) -> str:
    if not stones or style not in SETTINGS:
        return ""
    choice = choose(rng, SETTINGS[style])
    if choice == "prong" and stones[0] in OPAQUE:
        return "bezel"
    beads = stones[0] in ("pearl", *MADE)
    return "" if beads and choice in ("prong", "bezel") else choice


def _motif(rng: np.random.Generator, kind: str, style: str, stones: tuple[str, ...]) -> str:
    if kind == "brooch":
        return choose(rng, MOTIFS["insect"]) if style == "insect" else style
    if kind == "pendant":
        fixed = {"motif": choose(rng, MOTIFS["pendant"]), "drop": "teardrop"}
        return fixed.get(style, style if style in ("coin", "letters", "bar") else "")
    if style == "charm" or (kind, style) == ("necklace", "layered"):
        return choose(rng, MOTIFS["charm"])
    if kind == "set" and style == "pendant set":
        return choose(rng, MOTIFS["charm"]) if not stones or rng.random() < 0.6 else ""
    return ""


def _chain(rng: np.random.Generator, kind: str, style: str) -> str:
    if kind == "pendant" or kind == "set":
        return choose(rng, CHAINS["pendant"])
    if kind == "necklace" and style in ("chain", "choker"):
        return choose(rng, CHAINS["necklace"])
    if (kind, style) == ("bracelet", "chain"):
        return choose(rng, CHAINS["bracelet"])
    hangs = style in ("layered", "station", "charm", "chain")
    return choose(rng, CHAINS["fine"]) if hangs else ""
