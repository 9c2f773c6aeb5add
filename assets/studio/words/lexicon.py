"""The words of the trade: plurals, articles, what metals, cuts, chains, motifs, floors are called.

The choice of words follows what people write under photographs of jewelry: every white metal
that they cannot tell apart is "silver" or "white metal", a zirconia is a "clear stone", a
necklace hangs "on a fine cable chain".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from assets.studio.pieces.piece import Piece, Stone, View
from assets.studio.sampling.proportions import MADE

WHITE_METALS = ("silver", "white gold", "platinum")
METAL_WORDS = {
    "yellow gold": ("yellow gold", "yellow gold", "gold"),
    "rose gold": ("rose gold",),
    "silver": ("silver",),
    "white gold": ("white gold", "white gold", "silver"),
    "platinum": ("silver",),
    "copper": ("copper",),
    "bronze": ("bronze",),
    "black": ("black",),
}
# What the style of a piece is called in `metadata.jsonl`, where it is not its own name.
STYLE_LABELS = {
    "pearl strand": ("beaded",),
    "pearl set": ("beaded",),
    "bead set": ("beaded",),
    "link": ("chain",),
    "collar": ("choker",),
    "pendant set": (),
    "motif": (),
    "letters": (),
    "plain": (),
    "twisted": (),
    "insect": (),
    "flower": (),
    "leaf": (),
    "bow": (),
    "bead strands": ("beaded", "strand"),
    "laid beads": ("beaded", "strand"),
    "long chain": ("chain",),
    "cut": (),
    "wire wrapped": ("wire wrapped",),
    "bead loops": ("beaded",),
    "cord charm": ("cord", "charm"),
    "link charm": ("chain", "link", "charm"),
    "thread band": ("textile", "woven"),
    "front cuff": ("cuff", "statement"),
    "pair": (),
}
CUT_WORDS = {
    "round": ("round",),
    "oval": ("oval",),
    "pear": ("pear shaped", "pear cut"),
    "marquise": ("marquise", "marquise cut"),
    "princess": ("square", "princess cut"),
    "cushion": ("cushion cut",),
    "emerald": ("emerald cut", "rectangular"),
    "heart": ("heart shaped",),
    "baroque": ("baroque",),
}
PLURALS = {"ruby": "rubies", "topaz": "topazes"}
MASS = ("onyx", "jade", "coral", "turquoise", "lapis lazuli", "opal", "smoky quartz", "rose quartz")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
CHAIN_WORDS = {
    "cable": ("cable chain", "chain"),
    "box": ("box chain",),
    "rope": ("rope chain",),
    "snake": ("snake chain",),
    "curb": ("curb chain",),
    "paperclip": ("paperclip chain",),
    "ball": ("ball chain",),
    "figaro": ("figaro chain",),
    "belcher": ("belcher chain",),
}
PLAIN_WORDS = frozenset(
    "a an the of with and in on by at its each from to set against small tiny pair gold stone "
    "stones shaped cut one two three four five six seven eight fine background plain".split()
)
TONES = frozenset(
    "white grey black brown cream beige pink blue green lilac navy burgundy red".split()
)
TOKEN = re.compile(r"\w+|[^\w\s]")
MOTIF_WORDS = {
    "moon": ("crescent moon", "moon"),
    "infinity": ("infinity",),
    "coin": ("coin", "disc"),
    "clover": ("clover", "four leaf clover"),
}
LOG = ("on a slice of a log", "on a wooden log slice", "on a log slice")
PROP_GROUNDS = {
    "ring box": ("in a ring box", "in an open ring box", "in a jewelry box"),
    "bust": ("on a bust", "on a display bust", "on a jewelry bust"),
}
# Styles of pearls and beads on a string; their metal is not part of the noun.
STRANDS = ("pearl strand", "beaded", "pearl set", "bead set", "woven")


def pick(rng: np.random.Generator, options: Iterable) -> Any:
    """Chooses one of some options; None if there is none."""
    options = list(options)
    return options[int(rng.integers(len(options)))] if options else None


def article(phrase: str) -> str:
    """Puts "a" or "an" before a phrase, by its first sound."""
    vowel = re.match(r"(?!one\b|uni|use)[aeiou]", phrase.lower())
    return f"{'an' if vowel else 'a'} {phrase}"


def number(count: int) -> str:
    """Writes a small count as a word and a large one as "several"."""
    return NUMBERS[count] if count < len(NUMBERS) else "several"


def plural(noun: str) -> str:
    """The plural of a stone or another noun of the trade."""
    if noun in MASS:
        return f"{noun} stones"
    if noun in PLURALS:
        return PLURALS[noun]
    if noun.endswith(("s", "x", "ch")):
        return f"{noun}es"
    if noun.endswith("leaf"):
        return f"{noun[:-1]}ves"
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def metal_name(metal: str) -> str:
    """The plainest word for a metal before a noun: "gold" for yellow gold, "dark metal"."""
    return "dark metal" if metal == "black" else METAL_WORDS[metal][-1]


def motif_word(motif: str) -> str:
    """What a motif is called before a noun."""
    return MOTIF_WORDS.get(motif, (motif,))[0]


def listed(names: list[str]) -> str:
    """Joins names with commas and an \"and\"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def tokens(text: str) -> int:
    """How many tokens a decoder sees: words, the parts of hyphened words, and commas."""
    return len(TOKEN.findall(text))


def stems(text: str) -> list[str]:
    """The content words of a phrase without their plural endings; articles and the like left out.

    A capital letter of its own (the initial on a pendant) is not a content word.
    """
    words = [w for w in re.findall(r"ring box|[a-z]+", text) if len(w) > 1 and w not in PLAIN_WORDS]
    return [re.sub(r"ies$", "y", w) if w.endswith("ies") else re.sub(r"s$", "", w) for w in words]


def stone_noun(stone: Stone) -> str:
    """What a stone is called without its cut: "ruby", "white pearl", "turquoise"."""
    if stone.kind == "enamel":
        return f"{stone.look} enamel disc"
    if stone.kind in MADE:
        return f"{stone.look} {stone.kind.removesuffix('s')}"
    return f"{stone.look} pearl" if stone.kind == "pearl" else stone.kind


def stone_labels(stone: Stone) -> tuple[str, ...]:
    """What a stone is called in `metadata.jsonl`; beads of white and black by their look, too."""
    look = {"white": "white bead", "black": "black beads"}.get(stone.look)
    return ("beads", look) if stone.kind == "beads" and look else (stone.kind,)


def strung(stones: Iterable[Stone]) -> str:
    """What beads on a string are called together: "red and white seed bead"."""
    kinds: dict[str, list[Stone]] = {}
    for stone in stones:
        kinds.setdefault(stone.kind, []).append(stone)
    names = []
    for kind, same in kinds.items():
        looks = list(dict.fromkeys(stone.look for stone in same))
        one = stone_noun(same[0])
        names.append(one.replace(looks[0], listed(looks), 1) if kind in MADE else one)
    return " and ".join(dict.fromkeys(names))


def metal_label(piece: Piece) -> str:
    """The metal for `metadata.jsonl`: as it looks, one word for every white metal."""
    if piece.details.get("metal_seen") == "none":
        return "none"
    if piece.metal2:
        return "mixed"
    return "silver" if piece.metal in WHITE_METALS else piece.metal


def ground(view: View) -> tuple[str, ...]:
    """Phrases for the background, the plainest first; box and bust are a ground themselves."""
    tone, floor = view.tone, view.floor
    if view.prop in PROP_GROUNDS:
        return PROP_GROUNDS[view.prop]
    if view.prop == "log slice":
        return LOG
    if floor == "photo":
        return ("on a blurred background", "against a blurred background")
    if floor == "paper":
        return (
            f"on {article(tone)} background",
            f"on {tone}",
            f"against {article(tone)} background",
        )
    if floor == "acrylic":
        return (f"on a glossy {tone} surface", f"on a reflective {tone} background")
    if floor == "marble":
        return (f"on {tone} marble", f"on a {tone} marble surface")
    return (f"on {tone} {floor}",)


def scene_label(view: View) -> str:
    """The scene for `metadata.jsonl`."""
    if view.prop in ("ring box", "earring card", "bust"):
        return {"ring box": "in a box", "earring card": "on a card", "bust": "on a bust"}[view.prop]
    if view.floor in ("paper", "acrylic", "photo"):
        return f"{view.tone} background"
    return f"on {view.tone} {view.floor}"
