"""From a piece's attributes to five different true captions, from short to rich."""

from __future__ import annotations

import numpy as np

from assets.studio.pieces.piece import Piece, View
from assets.studio.words import lexicon, watch_captions
from assets.studio.words.lexicon import article, pick
from assets.studio.words.line import SHORT, Line
from assets.studio.words.look_captions import look_caption
from assets.studio.words.phrases import Phrases, phrases
from assets.studio.words.visibility import NAMED, share


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
    if piece.type == "watch":
        return watch_captions.captions(piece, view, rng)
    captions: list[str] = []
    for write in (_plainest, _short, _middle, _rich, _last):
        for _ in range(24):
            caption = write(piece, view, rng)
            if caption not in captions:
                break
        captions.append(caption)
    return captions


def labels(piece: Piece, view: View | None = None) -> dict[str, object]:
    """The attributes for `metadata.jsonl`: type, metal, stones, style, motif and scene.

    Only kinds of stone that the picture shows are listed.
    """
    view = View("paper", "white") if view is None else view
    seen = [s for i, s in enumerate(piece.stones) if share(piece, view, i) >= NAMED]
    shown = [name for stone in seen for name in lexicon.stone_labels(stone)]
    style = list(lexicon.STYLE_LABELS.get(piece.style, (piece.style,)))
    style += [piece.setting] if piece.setting in ("halo", "pave", "cluster") else []
    style += [piece.chain and ("cord" if piece.chain == "cord" else "chain")]
    return {
        "type": piece.type,
        "metal": lexicon.metal_label(piece),
        "stones": list(dict.fromkeys(shown)),
        "style": list(dict.fromkeys(s for s in style if s)),
        "motif": piece.motif,
        "scene": lexicon.scene_label(view),
    }


def _opening(p: Phrases, rng: np.random.Generator, extra: str = "", bare: bool = False) -> str:
    """The subject: article or "a pair of", adjectives, metal and noun, without repeated words."""
    material = p.metal or p.stone
    line = Line(material, SHORT - 1)  # leaves room for the article
    line.add(p.head) or line.add(p.other_head) or line.add(p.head.split(" ")[-1])
    fits = lexicon.tokens(f"{extra} {line.text}") < SHORT
    if extra and fits and not set(lexicon.stems(extra)) & set(lexicon.stems(line.text)):
        line.text = f"{extra} {line.text}"
    if not p.many:
        return line.text if bare else article(line.text)
    pair = "earring" in line.text and lexicon.tokens(line.text) <= SHORT - 3
    return f"a pair of {line.text}" if pair and rng.random() < 0.4 else line.text


def _plainest(piece: Piece, view: View, rng: np.random.Generator) -> str:
    return _opening(phrases(piece, view, rng, exact=True), rng)


def _short(piece: Piece, view: View, rng: np.random.Generator) -> str:
    p = phrases(piece, view, rng)
    if p.stone and p.metal and rng.random() < 0.35:
        line = Line(p.stone, SHORT - 1)
        if line.add(p.head):
            line.add(f"in {p.metal}")
            return line.text if p.many or rng.random() < 0.5 else article(line.text)
    extra = pick(rng, p.adjectives) if p.adjectives and rng.random() < 0.35 else ""
    line = Line(_opening(p, rng, extra or "", bare=rng.random() < 0.5), SHORT)
    if not line.add(p.main, _holding(line, p, rng)):
        rest = [f"with {f}" for f in p.features] + [p.chain, p.ground]
        line.add(pick(rng, [r for r in rest if r]))
    return line.text


def _middle(piece: Piece, view: View, rng: np.random.Generator) -> str:
    p = phrases(piece, view, rng)
    extra = pick(rng, p.adjectives) or ""
    line = Line(_opening(p, rng, extra))
    _stones(line, p, rng)
    if rng.random() < 0.6:
        _add_features(line, p, 1)
    line.add(p.chain) if rng.random() < 0.7 else line.add(p.ground)
    return line.text


def _rich(piece: Piece, view: View, rng: np.random.Generator) -> str:
    p = phrases(piece, view, rng)
    line = Line(_opening(p, rng, " ".join(p.adjectives[:2])))
    _stones(line, p, rng)
    _add_features(line, p, 2)
    line.add(p.chain)
    twice = "a pair" in line.text and "a pair" in p.other_ground
    line.add(p.ground if twice or rng.random() < 0.5 else p.other_ground, ", ")
    return line.text


def _turned(piece: Piece, view: View, rng: np.random.Generator) -> str:
    """A rich caption that starts with the stone, or with the piece where it has none."""
    p = phrases(piece, view, rng)
    if p.main and p.metal:
        line = Line(p.main)
        line.add(p.held)
        line.add(p.around)
        extra = pick(rng, p.adjectives) or ""
        subject = _opening(p, rng, extra)
        if not line.add(subject, " on "):
            line.add(_opening(p, rng), " on ") or line.add(article(p.metal + " setting"), " in ")
    else:
        line = Line(_opening(p, rng, pick(rng, p.adjectives) or "", bare=True))
        _add_features(line, p, 3)
    line.add(p.chain)
    twice = "a pair" in line.text and "a pair" in p.other_ground
    line.add(p.ground if twice else p.other_ground, ", ")
    return line.text


def _last(piece: Piece, view: View, rng: np.random.Generator) -> str:
    """A rich caption by the look of the piece, or one that starts with the named stone."""
    caption = look_caption(piece, view, rng) if rng.random() < 0.65 else ""
    return caption or _turned(piece, view, rng)


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
        return pick(rng, (" with ", " set with "))
    return pick(rng, (" with ", " with ", " with ", " holding ", " set with "))


def _add_features(line: Line, p: Phrases, most: int) -> None:
    """Adds features of the whole piece, apart from its stones, that they may not seem theirs."""
    link = ", with " if " with " in line.text or " holding " in line.text else " with "
    for feature in p.features[:most]:
        if line.add(feature, link):
            link = " and "
