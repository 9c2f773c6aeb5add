"""Captions by look alone: colours and shapes, without the names of stones.

A photograph shows a red stone; that it is a ruby is knowledge. People caption shop photos both
ways, so one caption of each piece is written this way.
"""

from __future__ import annotations

import numpy as np

from assets.studio.pieces.piece import Piece, View
from assets.studio.words import lexicon, looks
from assets.studio.words.lexicon import STRANDS, article, listed, motif_word, number, pick, plural
from assets.studio.words.line import Line
from assets.studio.words.visibility import CHAIN_CONTRAST

Rng = np.random.Generator
OBJECTS = {
    "stud": "studs",
    "hoop": "hoops",
    "huggie": "small hoops",
    "drop": "drops",
    "ear cuff": "ear cuffs",
}


def look_caption(piece: Piece, view: View, rng: Rng) -> str:
    """Writes one caption of a piece by its look alone.

    Args:
        piece: With its true attributes.
        view: What the photograph shows.
        rng: Chooses among words.

    Returns:
        A caption, or "" for a piece that is better named than described.
    """
    write = WRITERS.get(piece.type)
    line = write(piece, view, rng) if write else None
    if line is None:
        return ""
    if rng.random() < 0.55:
        line.add(pick(rng, lexicon.ground(view)), ", ")
    return line.text


def _stone_first(piece: Piece, view: View, rng: Rng) -> Line:
    """ "a large oval red stone in claws ringed by small clear stones"."""
    line = Line(article(looks.size_word(piece, view, 0) + looks.noun(piece, view, 0, rng)))
    line.add(looks.around(piece, view, rng))
    if "by" not in line.text:
        line.add(looks.held(piece, view, rng))
    return line


def _ring(piece: Piece, view: View, rng: Rng) -> Line | None:
    metal, count = looks.metal(piece, rng), int(piece.details.get("count", 1))
    if count > 1:
        line = Line(f"{number(count)} {looks.surface(piece, rng)} {metal} rings stacked together")
    elif not looks.shown(piece, view) or looks.many(piece, view):
        line = Line(article(f"{looks.surface(piece, rng)} {metal} ring"))
    else:
        line = _stone_first(piece, view, rng)
        surface, noun = looks.surface(piece, rng), f"{metal} {pick(rng, ('band', 'ring'))}"
        # a smooth stone takes the word from a smooth band, but not the band
        line.add(article(f"{surface} {noun}"), " on ") or line.add(article(noun), " on ")
        return line
    if looks.shown(piece, view):
        links = (" lined with ", " set with ") if piece.stones[0].count > 6 else (" with ",)
        line.add(looks.plural(piece, view, rng), pick(rng, links))
    _add_feature(line, piece, rng)
    return line


def _earrings(piece: Piece, view: View, rng: Rng) -> Line | None:
    metal = looks.metal(piece, rng)
    what = OBJECTS.get(piece.style, f"{piece.style} earrings")
    if piece.motif and piece.style in ("drop", "dangle", "stud"):
        what = f"{motif_word(piece.motif)} {what}"
    line = Line(f"a pair of {looks.surface(piece, rng)} {metal} {what}")
    if looks.shown(piece, view):
        if looks.many(piece, view):
            line.add(looks.plural(piece, view, rng), " set with ")
        else:
            line.add(
                article(looks.size_word(piece, view, 0) + looks.noun(piece, view, 0, rng)),
                ", each with ",
            )
        line.add(looks.around(piece, view, rng))
    else:
        _add_feature(line, piece, rng)
    return line


def _pendant(piece: Piece, view: View, rng: Rng) -> Line | None:
    metal = looks.metal(piece, rng)
    if piece.chain == "cord":
        chain = f"{piece.details.get('cord', 'black')} cord"
    else:
        pattern = (
            lexicon.CHAIN_WORDS[piece.chain][0] if view.contrast >= CHAIN_CONTRAST else "chain"
        )
        chain = f"{pick(rng, ('fine ', 'thin ', ''))}{metal} {pattern}"
    hangs = f"{pick(rng, ('hanging from', 'hung from'))} {article(chain)}"
    if piece.style in ("solitaire", "halo", "drop", "cluster") and looks.shown(piece, view):
        line = _stone_first(piece, view, rng)
        line.add(f"as a pendant on {article(chain)}") or line.add("as a pendant")
        return line
    if not piece.motif or piece.motif == "letters":
        return None
    what = f"{motif_word(piece.motif)} pendant"
    line = Line(article(f"{looks.surface(piece, rng)} {metal} {what}"))
    if looks.shown(piece, view):
        one = article(looks.size_word(piece, view, 0) + looks.noun(piece, view, 0, rng))
        line.add(
            looks.plural(piece, view, rng) if looks.many(piece, view) else one,
            " set with ",
        )
    else:
        _add_feature(line, piece, rng)
    line.add(hangs.replace(f" {metal}", "", 1))  # the metal is named already
    return line


def _strand(piece: Piece, view: View, rng: Rng) -> Line | None:
    """Pearls and beads on a string."""
    stone, count = piece.stones[0], int(piece.details.get("count", 1))
    shape = "round" if stone.cut == "bead" and stone.kind == "pearl" else ""
    if piece.style == "woven":
        line = Line(f"{plural(lexicon.strung(piece.stones))} woven into {article(piece.type)}")
        line.add(f"small {pick(rng, looks.METALS[piece.metal])} spacers", " with ")
        return line
    own = [a for a in piece.details.get("adjectives", ()) if a in ("graduated", "faceted", "oval")]
    beads = f"{looks.colour(stone)} {'pearls' if stone.kind == 'pearl' else 'beads'}"
    start = f"{pick(rng, own or [shape])} {beads}".strip()
    rows = "single" if count == 1 else number(count)
    one = f"{start} strung into {article(piece.type)}"
    line = Line(pick(rng, (one, f"{article(f'{rows} strand {piece.type}')} of {start}")))
    metal = pick(rng, looks.METALS[piece.metal])
    if piece.details.get("metal_beads"):
        line.add(f"small {metal} spacers", " with ")
    elif piece.details.get("metal_seen") == "clasp":
        line.add(f"{article(metal)} clasp", ", closing with ")
    return line


def _necklace(piece: Piece, view: View, rng: Rng) -> Line | None:
    if piece.style in STRANDS:
        return _strand(piece, view, rng)
    metal, count = looks.metal(piece, rng), int(piece.details.get("count", 1))
    if piece.style == "layered":
        many = number(count) if count > 1 else "several"
        line = Line(f"{many} fine {metal} chains of different lengths")
        _add_feature(line, piece, rng)
        return line
    if piece.style == "tennis":
        if not looks.shown(piece, view):
            return None
        return Line(f"{looks.plural(piece, view, rng)} in a row in {article(metal)} {piece.type}")
    if piece.style in ("station", "charm") and looks.shown(piece, view):
        line = Line(f"a fine {metal} {pick(rng, ('', 'chain '))}{piece.type}")
        line.add(looks.plural(piece, view, rng), pick(rng, (" spaced with ", " dotted with ")))
        return line
    if piece.style == "chain":
        chain = f"{lexicon.CHAIN_WORDS[piece.chain][0]} {piece.type}"
        line = Line(article(f"{looks.surface(piece, rng)} {metal} {chain}"))
        _add_feature(line, piece, rng)
        return line
    return None


def _bracelet(piece: Piece, view: View, rng: Rng) -> Line | None:
    metal = looks.metal(piece, rng)
    if piece.style == "link":
        name = str(piece.details.get("links", "links"))
        return Line(f"{looks.surface(piece, rng)} {metal} {name} joined into a {piece.type}")
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
    metal, count = looks.metal(piece, rng), int(piece.details.get("count", 1))
    if count > 1:
        return Line(f"{number(count)} slim {metal} bangles lying on one another")
    what = f"open {metal} cuff" if piece.style == "cuff" else f"rigid {metal} bangle"
    line = Line(article(f"{looks.surface(piece, rng)} {what}"))
    if looks.shown(piece, view):
        one = article(looks.size_word(piece, view, 0) + looks.noun(piece, view, 0, rng))
        line.add(
            looks.plural(piece, view, rng) if looks.many(piece, view) else one,
            " set with ",
        )
    else:
        _add_feature(line, piece, rng)
    return line


def _brooch(piece: Piece, view: View, rng: Rng) -> Line | None:
    if not piece.motif:
        return None
    metal = looks.metal(piece, rng)
    line = Line(article(f"{looks.surface(piece, rng)} {metal} {motif_word(piece.motif)}"))
    if looks.shown(piece, view):
        one = article(looks.size_word(piece, view, 0) + looks.noun(piece, view, 0, rng))
        line.add(
            looks.plural(piece, view, rng) if looks.many(piece, view) else one,
            " set with ",
        )
        line.add(looks.around(piece, view, rng))
    _add_feature(line, piece, rng)
    line.add("worn as a brooch", ", ") if rng.random() < 0.5 else line.add("a brooch", ", ")
    return line


def _add_feature(line: Line, piece: Piece, rng: Rng) -> None:
    feature = pick(rng, piece.details.get("features", ()))
    if feature:
        line.add(str(feature), " with " if " with " not in line.text else " and ")


WRITERS = {
    "ring": _ring,
    "earrings": _earrings,
    "pendant": _pendant,
    "necklace": _necklace,
    "bracelet": _bracelet,
    "anklet": _bracelet,
    "bangle": _bangle,
    "brooch": _brooch,
}
