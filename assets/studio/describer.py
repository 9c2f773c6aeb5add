"""From a piece's attributes to five true captions, from short to rich.

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

LIMIT = 23  # tokens; decoders are trained on 25, two of which mark the start and the end
SHORT = 12
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
    ("set", "pearl set"): ("necklace and earrings set", "strand and earrings set"),
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


class Line:
    """A caption that grows by phrases which fit, repeat no content word and are not empty.

    Only a colour may come again: a white pearl lies on a white background.
    """

    def __init__(self, start: str, limit: int = LIMIT) -> None:
        self.text = start
        self.limit = limit

    def add(self, phrase: str, link: str = " ") -> bool:
        """Appends a phrase after `link`; leaves the line as it is if the phrase does not fit."""
        longer = f"{self.text}{link}{phrase}"
        repeats = set(words.stems(self.text)) & set(words.stems(phrase)) - words.TONES
        if not phrase or repeats or words.tokens(longer) > self.limit:
            return False
        self.text = longer
        return True


def describe(
    piece: Piece, view: View | None = None, rng: np.random.Generator | None = None
) -> list[str]:
    """Writes five different captions, the first short, the last two rich.

    Args:
        piece: The piece with its true attributes.
        view: What the photograph shows; without it a white background is assumed and stones are
            taken to appear as large as in a usual photograph of their type (`USUAL_WIDTH`).
        rng: Chooses among words and forms; the same state gives the same captions.

    Returns:
        Five captions in lower case (initials excepted) of at most 23 tokens, the first two of at
        most 12.
    """
    rng = np.random.default_rng(0) if rng is None else rng
    view = View("paper", "white") if view is None else view
    captions: list[str] = []
    for write in (_plainest, _short, _middle, _rich, _turned):
        for _ in range(24):
            caption = write(phrases(piece, view, rng), rng)
            if caption not in captions:
                break
        captions.append(caption)
    return captions


def labels(piece: Piece, view: View | None = None) -> dict[str, object]:
    """The attributes for `metadata.jsonl`: type, metal, stones, style, motif and scene.

    Only kinds of stone that the picture shows are listed.
    """
    view = View("paper", "white") if view is None else view
    shown = [s.kind for i, s in enumerate(piece.stones) if share(piece, view, i) >= NAMED]
    style = list(words.STYLE_LABELS.get(piece.style, (piece.style,)))
    style += [piece.setting] if piece.setting in ("halo", "pave", "cluster") else []
    style += [piece.chain and ("cord" if piece.chain == "cord" else "chain")]
    return {
        "type": piece.type,
        "metal": words.metal_label(piece),
        "stones": list(dict.fromkeys(shown)),
        "style": list(dict.fromkeys(s for s in style if s)),
        "motif": piece.motif,
        "scene": words.scene_label(view),
    }


def share(piece: Piece, view: View, index: int) -> float:
    """The width of a stone of this entry as a share of the picture's width, 0 to 1."""
    if index < len(view.stone_share):
        return view.stone_share[index]
    return piece.stones[index].size_mm / USUAL_WIDTH[piece.type]


def phrases(piece: Piece, view: View, rng: np.random.Generator) -> Phrases:
    """Finds words for everything that the picture shows of a piece."""
    head, other = _heads(piece, rng)
    adjectives = tuple(piece.details.get("adjectives", ()))
    metallic = piece.style not in STRANDS
    if metallic and (piece.finish != "polished" or rng.random() < 0.3):
        adjectives = (piece.finish, *adjectives)
    grounds = words.ground(view)
    main = _pick(rng, [i for i in range(len(piece.stones)) if share(piece, view, i) >= NAMED][:1])
    stone, after, held = _main_stone(piece, view, rng) if main == 0 else ("", "", "")
    return Phrases(
        metal=_metal(piece, rng),
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
        ground=grounds[0] if rng.random() < 0.6 else _pick(rng, grounds),
        other_ground=_setting_out(piece, view, rng),
    )


def _pick(rng: np.random.Generator, options: Iterable):
    options = list(options)
    return options[int(rng.integers(len(options)))] if options else None


def _metal(piece: Piece, rng: np.random.Generator) -> str:
    if piece.style in STRANDS:
        return ""
    first = _pick(rng, words.METAL_WORDS[piece.metal])
    if not piece.metal2:
        return first
    second = _pick(rng, words.METAL_WORDS[piece.metal2])
    if first.endswith(" gold") and second.endswith(" gold"):
        return f"two-tone {first.removesuffix(' gold')} and {second}"
    return _pick(rng, (f"{first} and {second}", f"two-tone {first} and {second}"))


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
        motif = _pick(rng, MOTIF_WORDS.get(piece.motif, (piece.motif,)))
        noun = heads[0] if kind == "set" else f"charm {kind}" if piece.style == "charm" else kind
        heads = (f"{motif} {noun}",)
    if kind == "necklace" and piece.style in ("layered", "pearl strand") and count > 1:
        heads = (*heads, f"{number(count)} strand necklace")
    if piece.chain and piece.style in ("chain", "choker"):
        chain = _pick(rng, words.CHAIN_WORDS.get(piece.chain, ("chain",)))
        heads = (*heads, f"{chain} {heads[0].removeprefix('chain ')}")
    order = [heads[int(i)] for i in rng.permutation(len(heads))]
    return order[0], order[-1]


_OWN = ("flower", "leaf", "bow")


def _stone_words(piece: Piece, index: int, cut_shown: bool, rng: np.random.Generator) -> str:
    """A stone before a noun or alone: "oval ruby", "turquoise cabochon", "white pearl"."""
    stone = piece.stones[index]
    noun = words.stone_noun(stone)
    cut = _pick(rng, words.CUT_WORDS.get(stone.cut, ("",))) if cut_shown else ""
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
        others = [words.stone_noun(s) for i, s in enumerate(piece.stones) if share(piece, view, i) >= NAMED]
        return " and ".join(dict.fromkeys(others)), "", ""
    each = stone.count / 2 if piece.type == "earrings" else stone.count
    some = _plural_of(before)
    adjective = "large " if size > 0.3 else "small " if size < 0.05 else ""
    if each <= 1:
        after = f"{adjective}{some}" if piece.type == "earrings" else article(adjective + before)
    elif piece.details.get("row"):
        after = f"a row of {_pick(rng, ('small ', ''))}{some}"
    elif each <= 5 and piece.type != "earrings":
        after = f"{number(int(each))} {adjective}{some}"
    else:
        after = f"{_pick(rng, ('small ', '')) if size < 0.08 else ''}{some}"
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
        return f"framed by small {some}" if not same else "in a halo of smaller stones"
    if piece.style == "three-stone":
        return f"between two {some}"
    return f"and small {some}" if not same else "and smaller stones"


def plural_noun(stone: Stone) -> str:
    """The plural of a stone's name; beads are called beads."""
    noun = words.stone_noun(stone)
    return f"{noun} beads" if stone.cut == "bead" and stone.kind != "pearl" else plural(noun)


def _features(piece: Piece, rng: np.random.Generator) -> tuple[str, ...]:
    found = list(piece.details.get("features", ()))
    metal = _pick(rng, words.METAL_WORDS[piece.metal])
    if piece.details.get("metal_seen") == "clasp":
        found.append(article(f"{metal} clasp"))
    if piece.details.get("metal_beads"):
        found.append(f"small {metal} spacers")
    if piece.details.get("mixed_motifs"):
        found.append(_listed([_motif_word(m) for m in piece.details["mixed_motifs"][:3]]) + " charms")
    rng.shuffle(found)
    return tuple(found)


def _motif_word(motif: str) -> str:
    return MOTIF_WORDS.get(motif, (motif,))[0]


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _chain(piece: Piece, view: View, rng: np.random.Generator) -> str:
    if not piece.chain or piece.style in ("chain", "choker"):
        return ""
    if piece.chain == "cord":
        return f"on {article(piece.details.get('cord', 'black') + ' cord')}"
    if view.contrast < CHAIN_CONTRAST:
        return "on a fine chain"
    return f"on {article(_pick(rng, ('', 'fine ', 'thin ')) + _pick(rng, words.CHAIN_WORDS.get(piece.chain, ('chain',))))}"


def _setting_out(piece: Piece, view: View, rng: np.random.Generator) -> str:
    """How the piece is laid out for the photograph."""
    place = _pick(rng, words.ground(view)).removeprefix("against ").removeprefix("on ")
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
    return f"{_pick(rng, ('lying', 'resting', 'laid') if piece.pose == 'lying' else ('standing', 'shown'))} on {place}"


def _opening(p: Phrases, rng: np.random.Generator, extra: str = "", bare: bool = False) -> str:
    """The subject: article or "a pair of", adjectives, metal and noun, without repeated words."""
    material = p.metal or p.stone
    line = Line(material, SHORT - 1)  # leaves room for the article
    line.add(p.head) or line.add(p.other_head) or line.add(p.head.split(" ")[-1])
    fits = words.tokens(f"{extra} {line.text}") < SHORT
    if extra and fits and not set(words.stems(extra)) & set(words.stems(line.text)):
        line.text = f"{extra} {line.text}"
    if not p.many:
        return line.text if bare else article(line.text)
    pair = "earring" in line.text and words.tokens(line.text) <= SHORT - 3
    return f"a pair of {line.text}" if pair and rng.random() < 0.4 else line.text


def _plainest(p: Phrases, rng: np.random.Generator) -> str:
    return _opening(p, rng)


def _short(p: Phrases, rng: np.random.Generator) -> str:
    if p.stone and p.metal and rng.random() < 0.35:
        line = Line(p.stone, SHORT - 1)
        if line.add(p.head):
            line.add(f"in {p.metal}")
            return line.text if p.many or rng.random() < 0.5 else article(line.text)
    extra = _pick(rng, p.adjectives) if p.adjectives and rng.random() < 0.35 else ""
    line = Line(_opening(p, rng, extra or "", bare=rng.random() < 0.5), SHORT)
    if not line.add(p.main, _holding(line, p, rng)):
        rest = [f"with {f}" for f in p.features] + [p.chain, p.ground]
        line.add(_pick(rng, [r for r in rest if r]))
    return line.text


def _middle(p: Phrases, rng: np.random.Generator) -> str:
    extra = _pick(rng, p.adjectives) or ""
    line = Line(_opening(p, rng, extra))
    _stones(line, p, rng)
    if p.features and rng.random() < 0.6:
        line.add(p.features[0], _with(line))
    line.add(p.chain) if rng.random() < 0.7 else line.add(p.ground)
    return line.text


def _rich(p: Phrases, rng: np.random.Generator) -> str:
    line = Line(_opening(p, rng, " ".join(p.adjectives[:2])), LIMIT)
    _stones(line, p, rng)
    for feature in p.features[:2]:
        line.add(feature, _with(line))
    line.add(p.chain)
    line.add(p.ground if rng.random() < 0.5 else p.other_ground, ", ")
    return line.text


def _turned(p: Phrases, rng: np.random.Generator) -> str:
    """A rich caption that starts with the stone, or with the piece where it has none."""
    if p.main and p.metal:
        line = Line(p.main)
        line.add(p.held)
        line.add(p.around)
        extra = _pick(rng, p.adjectives) or ""
        subject = _opening(p, rng, extra)
        if not line.add(subject, " on "):
            line.add(_opening(p, rng), " on ") or line.add(article(p.metal + " setting"), " in ")
    else:
        line = Line(_opening(p, rng, _pick(rng, p.adjectives) or "", bare=True))
        for feature in p.features:
            line.add(feature, _with(line))
    line.add(p.chain)
    line.add(p.other_ground, ", ")
    return line.text


def _stones(line: Line, p: Phrases, rng: np.random.Generator) -> None:
    """Adds the main stone, how it is held and what is around it."""
    if line.add(p.main, _holding(line, p, rng)) and rng.random() < 0.7:
        line.add(p.held)
    line.add(p.around)


def _holding(line: Line, p: Phrases, rng: np.random.Generator) -> str:
    """The verb between a piece and its stones."""
    if line.text.endswith(" set"):
        return " with "
    if p.main.startswith(("small ", "a row ")):
        return _pick(rng, (" with ", " set with "))
    return _pick(rng, (" with ", " with ", " with ", " holding ", " set with "))


def _with(line: Line) -> str:
    return " and " if " with " in line.text.split(" on ")[-1] else " with "
