"""Finding words for what a photograph shows of a piece, before they are put into sentences.

What the picture does not show is not said: a stone is named when one of its kind is at least
`NAMED` of the picture's width, its cut and setting from `CUT_SHOWN` and `SETTING_SHOWN`, the
pattern of a chain only where the metal stands out from the floor.

Apart from the attributes of `Piece`, these entries of `Piece.details` are read:
    adjectives: tuple of adjectives true of the whole piece, e.g. ("slim",).
    features: tuple of noun phrases with their article, e.g. ("a twisted shank",).
    letter: the initial of a letter pendant.
    count: rings of a stack, strands of a necklace, bangles of a set.
    row: the main stones stand in a row.
    inlay: the main stone is a slab inside a rim.
    cabochon: outline of a cabochon, "round", "oval", ...
    cord: colour of the cord.
    metal_seen: "clasp" if the metal shows nowhere else, "none" if it does not show.
    metal_beads: metal beads lie between the stone ones.
    mixed_motifs: motifs of the charms, if they differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import words
from parts import Piece, Stone, View
from words import article, number, plural

NAMED, CUT_SHOWN, SETTING_SHOWN = 0.012, 0.045, 0.06
CHAIN_CONTRAST = 0.06
# Width of the picture in mm where the renderer has not measured the stones.
USUAL_WIDTH = {
    "ring": 28,
    "earrings": 45,
    "pendant": 40,
    "necklace": 170,
    "bracelet": 80,
    "bangle": 85,
    "anklet": 100,
    "brooch": 55,
    "set": 150,
}
PLURAL_TYPES = ("earrings",)

HEADS: dict[tuple[str, str], tuple[str, ...]] = {
    ("ring", "solitaire"): ("solitaire ring", "engagement ring"),
    ("ring", "eternity"): ("eternity ring", "eternity band"),
    ("ring", "band"): ("band ring", "band"),
    ("ring", "stacking"): ("stacking rings",),
    ("ring", "open"): ("open ring",),
    ("earrings", "halo"): ("halo stud earrings", "halo earrings"),
    ("earrings", "hoop"): ("hoop earrings", "hoops"),
    ("earrings", "huggie"): ("huggie earrings", "small hoop earrings"),
    ("earrings", "ear cuff"): ("ear cuffs",),
    ("pendant", "drop"): ("teardrop pendant", "drop pendant"),
    ("pendant", "bar"): ("bar pendant",),
    ("pendant", "coin"): ("coin pendant", "disc pendant"),
    ("necklace", "pearl strand"): ("strand necklace", "necklace"),
    ("necklace", "beaded"): ("bead necklace", "beaded necklace"),
    ("necklace", "choker"): ("choker", "choker necklace"),
    ("necklace", "collar"): ("collar necklace", "collar"),
    ("bracelet", "beaded"): ("bead bracelet", "beaded bracelet"),
    ("bangle", "plain"): ("bangle", "bangle bracelet"),
    ("bangle", "cuff"): ("cuff bangle", "open cuff"),
    ("bangle", "stacking"): ("bangles",),
    ("anklet", "beaded"): ("bead anklet", "beaded anklet"),
    ("set", "pendant set"): ("pendant and earrings set", "necklace and earrings set"),
    ("set", "pearl set"): ("necklace and earrings set",),
    ("set", "bead set"): ("bead necklace and earrings set", "beaded jewelry set"),
}
MOTIF_WORDS = {
    "moon": ("crescent moon", "moon"),
    "infinity": ("infinity",),
    "coin": ("coin", "disc"),
    "clover": ("clover", "four leaf clover"),
}
STRANDS = ("pearl strand", "beaded", "pearl set", "bead set")


@dataclass(frozen=True)
class Phrases:
    """What may be said of one piece, in pieces of sentences; "" where there is nothing to say."""

    metal: str
    head: str
    other_head: str
    many: bool
    stone: str  # before a noun: "oval ruby"
    main: str  # after "with": "an oval ruby"
    held: str
    around: str
    features: tuple[str, ...]
    adjectives: tuple[str, ...]
    chain: str
    ground: str
    other_ground: str


def share(piece: Piece, view: View, index: int) -> float:
    """The width of a stone of this entry as a share of the picture's width, 0 to 1."""
    if index < len(view.stone_share):
        return view.stone_share[index]
    return piece.stones[index].size_mm / USUAL_WIDTH[piece.type]


def phrases(piece: Piece, view: View, rng: np.random.Generator, exact: bool = False) -> Phrases:
    """Finds words for everything that the picture shows of a piece.

    Args:
        piece: With its true attributes.
        view: What the photograph shows.
        rng: Chooses among words.
        exact: Name the metal in full: "yellow gold", never "gold".
    """
    head, other = _heads(piece, rng)
    adjectives = tuple(piece.details.get("adjectives", ()))
    metallic = piece.style not in STRANDS
    if metallic and (piece.finish != "polished" or rng.random() < 0.3):
        adjectives = (piece.finish, *adjectives)
    grounds = words.ground(view)
    main = pick(rng, [i for i in range(len(piece.stones)) if share(piece, view, i) >= NAMED][:1])
    stone, after, held = _main_stone(piece, view, rng) if main == 0 else ("", "", "")
    return Phrases(
        metal=_metal(piece, rng, exact),
        head=head,
        other_head=other,
        many=piece.type in PLURAL_TYPES or head.endswith(("rings", "bangles")),
        stone=stone,
        main=after,
        held=held,
        around=_around(piece, view),
        features=_features(piece, rng),
        adjectives=adjectives,
        chain=_chain(piece, view, rng),
        ground=grounds[min(1, len(grounds) - 1)] if rng.random() < 0.4 else pick(rng, grounds),
        other_ground=_setting_out(piece, view, rng),
    )


def pick(rng: np.random.Generator, options: Iterable):
    options = list(options)
    return options[int(rng.integers(len(options)))] if options else None


def _metal(piece: Piece, rng: np.random.Generator, exact: bool) -> str:
    if piece.style in STRANDS:
        return ""
    options = words.METAL_WORDS[piece.metal]
    first = options[0] if exact or piece.metal2 else pick(rng, options)
    if not piece.metal2:
        return first
    second = pick(rng, words.METAL_WORDS[piece.metal2])
    if first.endswith(" gold") and second.endswith(" gold"):
        return f"two-tone {first.removesuffix(' gold')} and {second}"
    return pick(rng, (f"{first} and {second}", f"two-tone {first} and {second}"))


def _heads(piece: Piece, rng: np.random.Generator) -> tuple[str, str]:
    """The noun with its style, and a second way to say it."""
    kind, count = piece.type, piece.details.get("count", 1)
    if piece.details.get("letter"):
        letter = piece.details["letter"]
        return f"letter {letter} {kind}", f"initial {letter} {kind}"
    heads = HEADS.get((kind, piece.style))
    if heads is None:
        heads = (kind,) if piece.style in ("motif", "plain") else (f"{piece.style} {kind}",)
    if piece.motif and piece.style in ("motif", "charm", "drop", "insect", "pendant set", *_OWN):
        motif = pick(rng, MOTIF_WORDS.get(piece.motif, (piece.motif,)))
        noun = heads[0] if kind == "set" else f"charm {kind}" if piece.style == "charm" else kind
        heads = (f"{motif} {noun}",)
    if kind == "necklace" and piece.style in ("layered", "pearl strand") and count > 1:
        heads = (*heads, f"{number(count)} strand necklace")
    if piece.chain and piece.style in ("chain", "choker"):
        chain = pick(rng, words.CHAIN_WORDS.get(piece.chain, ("chain",)))
        heads = (*heads, f"{chain} {heads[0].removeprefix('chain ')}")
    order = [heads[int(i)] for i in rng.permutation(len(heads))]
    return order[0], order[-1]


_OWN = ("flower", "leaf", "bow")


def _stone_words(piece: Piece, index: int, cut_shown: bool, rng: np.random.Generator) -> str:
    """A stone before a noun or alone: "oval ruby", "turquoise cabochon", "white pearl"."""
    stone = piece.stones[index]
    noun = words.stone_noun(stone)
    cut = pick(rng, words.CUT_WORDS.get(stone.cut, ("",))) if cut_shown else ""
    if stone.kind == "emerald" and cut == "emerald cut":
        cut = "rectangular"
    if cut_shown and stone.cut == "cabochon":
        shape = "" if index else str(piece.details.get("cabochon", ""))
        cut = {"pear": "pear shaped", "cushion": "square"}.get(shape, shape)
        noun = f"{noun} inlay" if piece.details.get("inlay") else f"{noun} cabochon"
    if cut_shown and rng.random() < 0.25 and stone.look not in (*noun.split(), "clear", "milky"):
        noun = f"{stone.look} {noun}"
    return f"{cut} {noun}".strip()


def _main_stone(piece: Piece, view: View, rng: np.random.Generator) -> tuple[str, str, str]:
    """The main stone before a noun, after "with", and how it is held."""
    stone, size = piece.stones[0], share(piece, view, 0)
    before = _stone_words(piece, 0, size >= CUT_SHOWN, rng)
    if piece.style in STRANDS:
        others = [
            words.stone_noun(s)
            for i, s in enumerate(piece.stones)
            if share(piece, view, i) >= NAMED
        ]
        return " and ".join(dict.fromkeys(others)), "", ""
    each = stone.count / 2 if piece.type == "earrings" else stone.count
    some = _plural_of(before)
    adjective = "large " if size > 0.3 else "small " if size < 0.05 else ""
    if each <= 1:
        after = f"{adjective}{some}" if piece.type == "earrings" else article(adjective + before)
    elif piece.details.get("row"):
        after = f"a row of {pick(rng, ('small ', ''))}{some}"
    elif each <= 5 and piece.type != "earrings":
        after = f"{number(int(each))} {adjective}{some}"
    else:
        after = f"{pick(rng, ('small ', '')) if size < 0.08 else ''}{some}"
    held = _held(piece, each) if size >= SETTING_SHOWN else ""
    return before, after, held


def _plural_of(phrase: str) -> str:
    """Makes the last noun of a stone phrase plural, whatever stands before it."""
    for mass in words.MASS:
        if phrase == mass or phrase.endswith(f" {mass}"):
            return phrase.removesuffix(mass) + plural(mass)
    *before, last = phrase.split(" ")
    return " ".join([*before, plural(last)])


def _held(piece: Piece, each: float) -> str:
    many = each > 1 or piece.type == "earrings"
    return {
        "prong": "in claws" if many else "in prongs",
        "bezel": "in bezels" if many else "in a bezel",
        "channel": "in a channel",
        "pave": "set in pave",
    }.get(piece.setting, "")


def _around(piece: Piece, view: View) -> str:
    """The other stones, where they show."""
    shown = [i for i in range(1, len(piece.stones)) if share(piece, view, i) >= NAMED]
    if not shown or piece.style in STRANDS:
        return ""
    stone = piece.stones[shown[0]]
    same = stone.kind == piece.stones[0].kind
    some = "clear stones" if same and stone.kind == "diamond" else plural_noun(stone)
    some = "smaller stones" if same and stone.kind != "diamond" else some
    if piece.setting == "halo" or piece.style == "halo":
        return f"framed by small {some}" if not same else "ringed by smaller stones"
    if piece.style == "three-stone":
        return f"between two {some}"
    return f"and small {some}" if not same else "and smaller stones"


def plural_noun(stone: Stone) -> str:
    """The plural of a stone's name; beads are called beads."""
    noun = words.stone_noun(stone)
    return f"{noun} beads" if stone.cut == "bead" and stone.kind != "pearl" else plural(noun)


def _features(piece: Piece, rng: np.random.Generator) -> tuple[str, ...]:
    found = list(piece.details.get("features", ()))
    metal = pick(rng, words.METAL_WORDS[piece.metal])
    if piece.details.get("metal_seen") == "clasp":
        found.append(article(f"{metal} clasp"))
    if piece.details.get("metal_beads"):
        found.append(f"small {metal} spacers")
    if piece.details.get("mixed_motifs"):
        found.append(listed([motif_word(m) for m in piece.details["mixed_motifs"][:3]]) + " charms")
    rng.shuffle(found)
    return tuple(found)


def motif_word(motif: str) -> str:
    """What a motif is called before a noun."""
    return MOTIF_WORDS.get(motif, (motif,))[0]


def listed(names: list[str]) -> str:
    """Joins names with commas and an \"and\"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _chain(piece: Piece, view: View, rng: np.random.Generator) -> str:
    if not piece.chain or piece.style in ("chain", "choker", "layered"):
        return ""
    if piece.chain == "cord":
        return f"on {article(piece.details.get('cord', 'black') + ' cord')}"
    if view.contrast < CHAIN_CONTRAST:
        return "on a fine chain"
    fine = pick(rng, ("", "fine ", "thin "))
    return f"on {article(fine + pick(rng, words.CHAIN_WORDS.get(piece.chain, ('chain',))))}"


def _setting_out(piece: Piece, view: View, rng: np.random.Generator) -> str:
    """How the piece is laid out for the photograph."""
    place = pick(rng, words.ground(view)).removeprefix("against ").removeprefix("on ")
    props = {
        "ring box": "in a ring box",
        "earring card": "on an earring card",
        "bust": "shown on a bust",
        "pebble": "beside a pebble",
        "twig": "beside a twig",
    }
    if view.prop in props:
        return props[view.prop]
    if piece.pose == "hanging":
        return f"hanging against {place}"
    if piece.type == "earrings" and rng.random() < 0.3:
        return f"a pair on {place}"
    lies = piece.pose == "lying"
    return (
        f"{pick(rng, ('lying', 'resting', 'laid') if lies else ('standing', 'shown'))} on {place}"
    )
