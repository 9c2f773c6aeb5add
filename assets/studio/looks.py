"""A piece told by its look: colours and shapes, as somebody says it who does not know stones.

A photograph shows a red stone; that it is a ruby is known. Shops' pictures are described both
ways, so one caption of each piece is written like this.
"""

from __future__ import annotations

import numpy as np
import words
from lines import Line
from parts import Piece, Stone, View
from phrases import (
    CHAIN_CONTRAST,
    CUT_SHOWN,
    NAMED,
    SETTING_SHOWN,
    STRANDS,
    listed,
    motif_word,
    pick,
    share,
)
from words import article, number

Rng = np.random.Generator
METALS = {
    "yellow gold": ("gold", "yellow gold"),
    "rose gold": ("rose gold",),
    "silver": ("silver", "white metal"),
    "white gold": ("silver", "white metal", "white gold"),
    "platinum": ("silver", "white metal"),
    "copper": ("copper",),
    "bronze": ("bronze",),
    "black": ("black", "dark"),
}
SHAPES = {
    "pear": "pear shaped",
    "marquise": "pointed oval",
    "princess": "square",
    "cushion": "cushion shaped",
    "emerald": "rectangular",
    "heart": "heart shaped",
}
OBJECTS = {
    "stud": "studs",
    "hoop": "hoops",
    "huggie": "small hoops",
    "drop": "drops",
    "ear cuff": "ear cuffs",
}


def seen(piece: Piece, view: View, rng: Rng) -> str:
    """Writes one caption of a piece by its look alone.

    Args:
        piece: With its true attributes.
        view: What the photograph shows.
        rng: Chooses among words.

    Returns:
        A caption, or "" for a piece that is better named than described.
    """
    tell = TELL.get(piece.type)
    line = tell(piece, view, rng) if tell else None
    if line is None:
        return ""
    if rng.random() < 0.55:
        line.add(pick(rng, words.ground(view)), ", ")
    return line.text


def _metal(piece: Piece, rng: Rng) -> str:
    first = pick(rng, METALS[piece.metal])
    if not piece.metal2:
        return first
    if piece.metal.endswith("gold") and piece.metal2.endswith("gold"):
        return "two-tone gold"
    return f"{first} and {pick(rng, METALS[piece.metal2])}"


def _surface(piece: Piece, rng: Rng) -> str:
    """An adjective for the metal: its finish, or one of the piece's own."""
    own = [str(a) for a in piece.details.get("adjectives", ())]
    finish = [piece.finish] if piece.finish != "polished" else ["smooth polished", "polished"]
    return pick(rng, own + finish)


def _colour(stone: Stone) -> str:
    return {"milky": "milky white", "dark red": "deep red"}.get(stone.look, stone.look)


def _noun(piece: Piece, view: View, index: int, rng: Rng) -> str:
    """A stone by shape and colour, singular: "pear shaped red stone"."""
    stone = piece.stones[index]
    if stone.kind == "pearl":
        return f"{_colour(stone)} pearl"
    shape = ""
    if share(piece, view, index) >= CUT_SHOWN:
        cut = stone.cut if stone.cut != "cabochon" else str(piece.details.get("cabochon", ""))
        shape = SHAPES.get(cut, cut if cut in ("round", "oval") else "")
        if stone.cut == "cabochon":
            shape = f"{pick(rng, ('smooth', 'glossy', 'domed'))} {shape}".strip()
    return f"{shape} {_colour(stone)} stone".strip()


def _shown(piece: Piece, view: View) -> list[int]:
    return [i for i in range(len(piece.stones)) if share(piece, view, i) >= NAMED]


def _size(piece: Piece, view: View, index: int) -> str:
    size = share(piece, view, index)
    return "large " if size > 0.3 else "small " if size < 0.06 else ""


def _around(piece: Piece, view: View, rng: Rng) -> str:
    """The accents by their colour."""
    others = [i for i in _shown(piece, view) if i > 0]
    if not others:
        return ""
    stone = piece.stones[others[0]]
    same = stone.look == piece.stones[0].look
    some = "smaller ones" if same else f"small {_colour(stone)} stones"
    if piece.style == "halo" or piece.setting == "halo":
        return f"{pick(rng, ('ringed by', 'circled by', 'framed by'))} {some}"
    if piece.style == "three-stone" and not same:
        return f"between two {_colour(stone)} stones"
    return f"and {some}"


def _held(piece: Piece, view: View, rng: Rng) -> str:
    if share(piece, view, 0) < SETTING_SHOWN:
        return ""
    holds = {"prong": ("in claws", "held in claws"), "bezel": ("in a plain bezel", "in a bezel")}
    return pick(rng, holds.get(piece.setting, ("",)))


def _stone_first(piece: Piece, view: View, rng: Rng) -> Line:
    """ "a large oval red stone in claws ringed by small clear stones"."""
    line = Line(article(_size(piece, view, 0) + _noun(piece, view, 0, rng)))
    line.add(_around(piece, view, rng))
    if "by" not in line.text:
        line.add(_held(piece, view, rng))
    return line


def _many(piece: Piece, view: View) -> bool:
    return piece.stones[0].count > (2 if piece.type == "earrings" else 1)


def _plural(piece: Piece, view: View, rng: Rng) -> str:
    return _size(piece, view, 0) + _noun(piece, view, 0, rng) + "s"


def _ring(piece: Piece, view: View, rng: Rng) -> Line | None:
    metal, count = _metal(piece, rng), int(piece.details.get("count", 1))
    if count > 1:
        line = Line(f"{number(count)} {_surface(piece, rng)} {metal} rings stacked together")
    elif not _shown(piece, view) or _many(piece, view):
        line = Line(article(f"{_surface(piece, rng)} {metal} ring"))
    else:
        line = _stone_first(piece, view, rng)
        line.add(article(f"{_surface(piece, rng)} {metal} {pick(rng, ('band', 'ring'))}"), " on ")
        return line
    if _shown(piece, view):
        links = (" lined with ", " set with ") if piece.stones[0].count > 6 else (" with ",)
        line.add(_plural(piece, view, rng), pick(rng, links))
    _add_feature(line, piece, rng)
    return line


def _earrings(piece: Piece, view: View, rng: Rng) -> Line | None:
    metal = _metal(piece, rng)
    what = OBJECTS.get(piece.style, f"{piece.style} earrings")
    if piece.motif and piece.style in ("drop", "dangle", "stud"):
        what = f"{motif_word(piece.motif)} {what}"
    line = Line(f"a pair of {_surface(piece, rng)} {metal} {what}")
    if _shown(piece, view):
        if _many(piece, view):
            line.add(_plural(piece, view, rng), " set with ")
        else:
            line.add(article(_size(piece, view, 0) + _noun(piece, view, 0, rng)), ", each with ")
        line.add(_around(piece, view, rng))
    else:
        _add_feature(line, piece, rng)
    return line


def _pendant(piece: Piece, view: View, rng: Rng) -> Line | None:
    metal = _metal(piece, rng)
    if piece.chain == "cord":
        chain = f"{piece.details.get('cord', 'black')} cord"
    else:
        pattern = words.CHAIN_WORDS[piece.chain][0] if view.contrast >= CHAIN_CONTRAST else "chain"
        chain = f"{pick(rng, ('fine ', 'thin ', ''))}{metal} {pattern}"
    hangs = f"{pick(rng, ('hanging from', 'hung from'))} {article(chain)}"
    if piece.style in ("solitaire", "halo", "drop", "cluster") and _shown(piece, view):
        line = _stone_first(piece, view, rng)
        line.add(f"as a pendant on {article(chain)}")
        return line
    if not piece.motif or piece.motif == "letters":
        return None
    what = f"{motif_word(piece.motif)} pendant"
    line = Line(article(f"{_surface(piece, rng)} {metal} {what}"))
    if _shown(piece, view):
        one = article(_size(piece, view, 0) + _noun(piece, view, 0, rng))
        line.add(_plural(piece, view, rng) if _many(piece, view) else one, " set with ")
    else:
        _add_feature(line, piece, rng)
    line.add(hangs.replace(f" {metal}", "", 1))  # the metal has been said
    return line


def _strand(piece: Piece, view: View, rng: Rng) -> Line | None:
    """Pearls and beads on a string."""
    stone, count = piece.stones[0], int(piece.details.get("count", 1))
    shape = "round" if stone.cut == "bead" and stone.kind == "pearl" else ""
    own = [a for a in piece.details.get("adjectives", ()) if a in ("graduated", "faceted", "oval")]
    beads = f"{_colour(stone)} {'pearls' if stone.kind == 'pearl' else 'beads'}"
    start = f"{pick(rng, own or [shape])} {beads}".strip()
    rows = "single" if count == 1 else number(count)
    one = f"{start} strung into {article(piece.type)}"
    line = Line(pick(rng, (one, f"{article(f'{rows} strand {piece.type}')} of {start}")))
    metal = pick(rng, METALS[piece.metal])
    if piece.details.get("metal_beads"):
        line.add(f"small {metal} spacers", " with ")
    elif piece.details.get("metal_seen") == "clasp":
        line.add(f"{article(metal)} clasp", ", closing with ")
    return line


def _necklace(piece: Piece, view: View, rng: Rng) -> Line | None:
    if piece.style in STRANDS:
        return _strand(piece, view, rng)
    metal, count = _metal(piece, rng), int(piece.details.get("count", 1))
    if piece.style == "layered":
        many = number(count) if count > 1 else "several"
        line = Line(f"{many} fine {metal} chains of different lengths")
        _add_feature(line, piece, rng)
        return line
    if piece.style == "tennis":
        if not _shown(piece, view):
            return None
        return Line(f"{_plural(piece, view, rng)} in a row in {article(metal)} {piece.type}")
    if piece.style in ("station", "charm") and _shown(piece, view):
        line = Line(f"a fine {metal} {pick(rng, ('', 'chain '))}{piece.type}")
        line.add(_plural(piece, view, rng), pick(rng, (" spaced with ", " dotted with ")))
        return line
    if piece.style == "chain":
        chain = f"{words.CHAIN_WORDS[piece.chain][0]} {piece.type}"
        line = Line(article(f"{_surface(piece, rng)} {metal} {chain}"))
        _add_feature(line, piece, rng)
        return line
    return None


def _bracelet(piece: Piece, view: View, rng: Rng) -> Line | None:
    metal = _metal(piece, rng)
    if piece.style == "link":
        name = str(piece.details.get("links", "links"))
        return Line(f"{_surface(piece, rng)} {metal} {name} joined into a {piece.type}")
    if piece.style == "charm":
        line = Line(f"a fine {metal} chain {piece.type}")
        motif = motif_word(piece.motif) if piece.motif else ""
        if motif and piece.details.get("charms", 1) > 1:
            line.add(f"small {motif} charms", " hung with ")
        elif motif:
            line.add(f"a small hanging {motif}", " with ")
        else:
            several = [motif_word(m) for m in piece.details.get("mixed_motifs", ())[:3]]
            line.add(f"small {listed(several)} charms" if several else "charms", " hung with ")
        return line
    return _necklace(piece, view, rng)


def _bangle(piece: Piece, view: View, rng: Rng) -> Line | None:
    metal, count = _metal(piece, rng), int(piece.details.get("count", 1))
    if count > 1:
        return Line(f"{number(count)} slim {metal} bangles lying on one another")
    what = f"open {metal} cuff" if piece.style == "cuff" else f"rigid {metal} bangle"
    line = Line(article(f"{_surface(piece, rng)} {what}"))
    if _shown(piece, view):
        one = article(_size(piece, view, 0) + _noun(piece, view, 0, rng))
        line.add(_plural(piece, view, rng) if _many(piece, view) else one, " set with ")
    else:
        _add_feature(line, piece, rng)
    return line


def _brooch(piece: Piece, view: View, rng: Rng) -> Line | None:
    if not piece.motif:
        return None
    metal = _metal(piece, rng)
    line = Line(article(f"{_surface(piece, rng)} {metal} {motif_word(piece.motif)}"))
    if _shown(piece, view):
        one = article(_size(piece, view, 0) + _noun(piece, view, 0, rng))
        line.add(_plural(piece, view, rng) if _many(piece, view) else one, " set with ")
        line.add(_around(piece, view, rng))
    _add_feature(line, piece, rng)
    line.add("worn as a brooch", ", ") if rng.random() < 0.5 else line.add("a brooch", ", ")
    return line


def _add_feature(line: Line, piece: Piece, rng: Rng) -> None:
    feature = pick(rng, piece.details.get("features", ()))
    if feature:
        line.add(str(feature), " with " if " with " not in line.text else " and ")


TELL = {
    "ring": _ring,
    "earrings": _earrings,
    "pendant": _pendant,
    "necklace": _necklace,
    "bracelet": _bracelet,
    "anklet": _bracelet,
    "bangle": _bangle,
    "brooch": _brooch,
}
