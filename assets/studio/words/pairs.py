"""A short and a long caption of a piece, as people annotate the photographs of small makers.

The short one names the type and what the piece is of, in at most twelve tokens; the long one adds
what hangs from it, how it lies and on what. Every caption names the type: these pieces are
rendered because their types are confused. Read from `Piece.details`, apart from what `phrases.py`
lists: `bead_shape`, `lies` (how it is laid, several ways to say it), `charm`, `threads` (their
colours), `weave` and `word` (what a cut pendant depicts).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assets.studio.pieces.piece import Piece, View
from assets.studio.sampling.proportions import MADE
from assets.studio.words import lexicon
from assets.studio.words.describer import describe
from assets.studio.words.lexicon import article, listed, number, pick
from assets.studio.words.line import LIMIT, SHORT, Line
from assets.studio.words.stone_phrases import main_stone
from assets.studio.words.visibility import NAMED, share

Rng = np.random.Generator
SHAPES = {
    "round": ("round", ""),
    "rondelle": ("rondelle", ""),
    "oval": ("oval",),
    "barrel": ("barrel",),
    "tube": ("tube",),
    "disc": ("disc", "flat disc"),
    "faceted": ("faceted",),
    "nugget": ("irregular", "tumbled"),
    "cube": ("cube",),
}
BETWEEN = ("rondelle", "barrel", "tube", "disc", "cube")  # named after the colour: "red disc beads"
WEAVES = {
    "diagonal": "diagonal stripes",
    "chevron": "a chevron pattern",
    "diamond": "a diamond shaped pattern",
    "stripes": "stripes",
}


def pair(piece: Piece, view: View, rng: Rng) -> list[str]:
    """Writes a short and a long caption.

    Args:
        piece: With its true attributes.
        view: What the photograph shows.
        rng: Chooses among words and forms.

    Returns:
        Two different captions of at most `line.SHORT` and `line.LIMIT` tokens.
    """
    write = WRITERS.get(piece.style)
    if write is None:
        five = describe(piece, view, rng)
        return [five[1], five[3]]
    short = Line(_within(SHORT, lambda: write(piece, view, rng, False)), SHORT)
    _close(short, piece, view, rng, False)
    long = Line(_within(LIMIT, lambda: write(piece, view, rng, True)), LIMIT)
    _close(long, piece, view, rng, True)
    return [short.text, long.text]


def _within(limit: int, write: Callable[[], str]) -> str:
    """The first of some tries that fits; the shortest if none does."""
    tries = [write() for _ in range(8)]
    return next((t for t in tries if lexicon.tokens(t) <= limit), min(tries, key=lexicon.tokens))


def _close(line: Line, piece: Piece, view: View, rng: Rng, rich: bool) -> None:
    """Adds what hangs from a piece, and how and on what it lies, as far as there is room."""
    found = _extras(piece, rng)
    for feature in found if rich else found[: int(rng.random() < 0.6)]:
        joined = " with " not in line.text and not line.text.endswith(" with")
        line.add(feature, " with " if joined else " and ")
    ground = pick(rng, lexicon.ground(view))
    if not rich:
        if rng.random() < 0.3:
            line.add(ground)
        return
    lies = pick(rng, piece.details.get("lies", ("lying", "laid")))
    place = f"{lies} {ground.replace('against', 'on')}"
    line.add(place, ", ") or line.add(ground, ", ") or line.add(str(lies), ", ")


def _extras(piece: Piece, rng: Rng) -> list[str]:
    """Noun phrases for what is on a piece, the most telling first."""
    metal = pick(rng, lexicon.METAL_WORDS[piece.metal])
    found = [str(f) for f in piece.details.get("features", ())]
    if len(found) == 2 and set(found[0].split()) & set(found[1].split()):
        found = [str(pick(rng, found))]  # two ways to say one thing
    if piece.details.get("metal_beads"):
        found.append(f"{pick(rng, ('small ', ''))}{metal} {pick(rng, ('spacers', 'spacer beads'))}")
    if piece.details.get("metal_seen") == "clasp":
        found.append(article(f"{metal} clasp"))
    return found


def _strung(piece: Piece, view: View, rng: Rng, many: bool) -> str:
    """What a strand is of: "round coral bead", or in the plural "coral chips"."""
    shown = [s for i, s in enumerate(piece.stones) if share(piece, view, i) >= NAMED]
    shape = str(piece.details["bead_shape"])
    looks = list(dict.fromkeys(s.look for s in shown))
    if not shown:
        return "small beads" if many else "small bead"
    if shown[0].kind in MADE and len(looks) > 3:
        name = f"{pick(rng, ('multicoloured', 'mixed colour', 'colourful'))} bead"
    else:
        name = lexicon.strung(shown)
    if shape == "chip":
        noun = "chip"
        name = name.removesuffix(" bead")
    else:
        noun = "" if name.endswith(("bead", "pearl")) else "bead"
    own = "" if shape == "chip" else pick(rng, SHAPES[shape])
    if shape in BETWEEN and shown[0].kind == "beads":
        name, own = f"{name.removesuffix(' bead')} {own} bead", ""
    words = f"{own} {name} {noun}".split()
    return " ".join(words) + ("s" if many else "")


def _strands(piece: Piece, view: View, rng: Rng, rich: bool) -> str:
    count = int(piece.details["count"])
    one, several = _strung(piece, view, rng, False), _strung(piece, view, rng, True)
    if count == 1:
        forms = (f"{one} necklace", f"single strand {one} necklace", f"necklace of {several}")
        if piece.style == "laid beads":
            forms = (*forms[::2], f"long {one} necklace", f"long strand necklace of {several}")
    else:
        rows = number(count)
        forms = (
            f"{rows} strand {one} necklace",
            f"{rows} strand necklace of {several}",
            f"layered {one} necklace of {rows} strands",
            f"necklace of {rows} strands of {several}",
        )
    text = str(pick(rng, forms[-2:] if rich and rng.random() < 0.5 else forms))
    return text if not rich and rng.random() < 0.4 else article(text)


def _loops(piece: Piece, view: View, rng: Rng, rich: bool) -> str:
    count = int(piece.details["count"])
    one, several = _strung(piece, view, rng, False), _strung(piece, view, rng, True)
    if count > 1:
        forms = (
            f"{number(count)} {one} bracelets",
            f"a stack of {number(count)} {one} bracelets",
            f"{number(count)} bracelets of {several}",
        )
        if "laid in a row" in piece.details["lies"]:
            forms = forms[::2]
        return str(pick(rng, forms))
    large = "large " if share(piece, view, 0) > 0.08 and rng.random() < 0.5 else ""
    forms = (f"{one} bracelet", f"stretch bracelet of {large}{several}", f"{one} stretch bracelet")
    text = str(pick(rng, forms))
    return text if not rich and rng.random() < 0.4 else article(text)


def _metal(piece: Piece, rng: Rng) -> str:
    """The metal with its finish, where it is not simply polished."""
    metal = pick(rng, lexicon.METAL_WORDS[piece.metal])
    if piece.finish != "polished" and rng.random() < 0.8:
        return f"{piece.finish} {metal}"
    return str(metal)


def _own(piece: Piece, rng: Rng) -> str:
    words = [str(a) for a in piece.details.get("adjectives", ())]
    return f"{pick(rng, words)} " if words and rng.random() < 0.8 else ""


def _chain(piece: Piece, view: View, rng: Rng, rich: bool) -> str:
    pattern = pick(rng, lexicon.CHAIN_WORDS[piece.chain])
    return article(f"{_own(piece, rng)}{_metal(piece, rng)} {pattern} necklace")


def _cut(piece: Piece, view: View, rng: Rng, rich: bool) -> str:
    word = lexicon.motif_word(str(piece.details["word"]))
    tail = " without a chain" if rich and rng.random() < 0.5 else ""
    if piece.metal == "bronze":  # "a bronze teardrop" would be a brown stone
        return article(f"{word} pendant of {_metal(piece, rng)}{tail}")
    return article(f"{_metal(piece, rng)} {word} pendant{tail}")


def _wrapped(piece: Piece, view: View, rng: Rng, rich: bool) -> str:
    metal = _metal(piece, rng)
    before, after, _ = main_stone(piece, view, rng)
    if rich and rng.random() < 0.5:
        return f"{after} wrapped in {metal} wire as a pendant"
    if piece.metal == "bronze" or rng.random() < 0.3:  # bronze before a stone is its colour
        return article(f"{before} pendant wrapped in {metal} wire")
    return article(f"{metal} wire wrapped {before} pendant")


def _corded(piece: Piece, view: View, rng: Rng, rich: bool) -> str:
    cord, charm = piece.details["cord"], f"{_metal(piece, rng)} {piece.details['charm']}"
    thin = pick(rng, ("thin ", "", "adjustable "))
    tail = pick(rng, (" charm", ""))
    return f"{article(f'{thin}{cord} cord bracelet')} with {article(f'small {charm}{tail}')}"


def _linked(piece: Piece, view: View, rng: Rng, rich: bool) -> str:
    pattern = pick(rng, lexicon.CHAIN_WORDS[piece.chain])
    charm = f"{pick(rng, ('', 'hanging ', 'small '))}{piece.details['charm']}"
    return (
        f"{article(f'{_metal(piece, rng)} {pattern} bracelet')} with {article(charm)}"
        f"{pick(rng, (' charm', ''))}"
    )


def _threads(piece: Piece, view: View, rng: Rng, rich: bool) -> str:
    colours = listed([str(c) for c in piece.details["threads"]])
    form = pick(
        rng, ("woven {} thread bracelet", "knotted {} thread bracelet", "{} thread bracelet")
    )
    text = article(str(form).format(colours))
    weave = WEAVES.get(str(piece.details["weave"]))
    return f"{text} in {weave}" if rich and weave else text


def _cuffed(piece: Piece, view: View, rng: Rng, rich: bool) -> str:
    noun = pick(rng, ("cuff bracelet", "cuff bangle", "open cuff bracelet"))
    text = article(f"{_own(piece, rng)}{_metal(piece, rng)} {noun}")
    if piece.stones and share(piece, view, 0) >= NAMED:
        _, after, held = main_stone(piece, view, rng)
        text = f"{text} {pick(rng, ('with', 'set with', 'with'))} {after}"
        text = f"{text} {held}".strip() if rich else text
    return text


def _two(piece: Piece, view: View, rng: Rng, rich: bool) -> str:
    return f"{pick(rng, ('a pair of', 'two', 'two matching'))} {_metal(piece, rng)} bangles"


WRITERS: dict[str, Callable[[Piece, View, Rng, bool], str]] = {
    "bead strands": _strands,
    "laid beads": _strands,
    "long chain": _chain,
    "cut": _cut,
    "wire wrapped": _wrapped,
    "bead loops": _loops,
    "cord charm": _corded,
    "link charm": _linked,
    "thread band": _threads,
    "front cuff": _cuffed,
    "pair": _two,
}
