"""The pieces found, as HTML: what matched, how well, and each piece's details with its reasons."""

import re
from collections.abc import Callable, Sequence
from html import escape
from math import fsum

from captioning.gallery.gallery import Hit, Piece, Reason

Address = Callable[[Piece, str], str]  # piece and size of picture -> where a browser finds it


TELLING = 0.05  # part of the score from which a reason's words are marked
MOST_WORDS = 4  # shown of the words behind a reason
MOST_REASONS = 8  # bars; what is left is summed up in one more


def hits_html(hits: Sequence[Hit], heading: str, address: Address) -> str:
    """The hits in order, each a button that opens its details.

    Args:
        hits: Best first.
        heading: What they are an answer to; plain text.
        address: Gives the address of a piece's picture.
    """
    items = "".join(_item(hit.piece, address, hit) for hit in hits)
    save = '<button type="button" class="quiet" data-save>Save as CSV</button>'
    return f'<div class="hits-head">{_heading(heading)}{save}</div><ul class="hits">{items}</ul>'


def pieces_html(pieces: Sequence[Piece], heading: str, address: Address) -> str:
    """Pieces to look around in, before anything was asked."""
    items = "".join(_item(piece, address, None) for piece in pieces)
    return f'{_heading(heading)}<ul class="hits">{items}</ul>'


def nothing_html(heading: str, advice: str) -> str:
    """The answer where nothing is similar.

    Args:
        heading: What is the case; plain text.
        advice: What can be done about it; plain text.
    """
    return f'{_heading(heading)}<p class="nothing">{escape(advice)}</p>'


def marked(caption: str, words: set[str]) -> str:
    """A caption as HTML with the given words (in lower case) marked."""
    parts = re.split(r"([\w'’-]+)", caption)
    return "".join(
        f"<mark>{escape(part)}</mark>" if _said(part, words) else escape(part) for part in parts
    )


def _said(part: str, words: set[str]) -> bool:
    lower = part.lower()
    return bool(part) and (lower in words or any(half in words for half in lower.split("-")))


def _heading(heading: str) -> str:
    """The heading, and the same for screen readers, which are told when it changes."""
    text = escape(heading)
    return (
        f'<h2 class="hits-heading" tabindex="-1">{text}</h2>'
        f'<p class="unseen" role="status">{text}</p>'
    )


def _matched(hit: Hit) -> set[str]:
    """The words that matter for the score; those that hardly do would only make it restless."""
    telling = (reason for reason in hit.reasons if reason.share >= TELLING * hit.score)
    phrases = (phrase for reason in telling for phrase in reason.piece_words)
    return {word.lower() for phrase in phrases for word in phrase.split()}


def _item(piece: Piece, address: Address, hit: Hit | None) -> str:
    caption = piece.captions[0]
    text = marked(caption, _matched(hit)) if hit else escape(caption)
    score = (
        f'<span class="score"><span class="unseen">score </span>{hit.score:.2f}</span>'
        if hit
        else ""
    )
    return (
        f'<li class="hit" data-piece="{escape(piece.id)}">'
        '<button type="button" class="hit-open" aria-haspopup="dialog">'
        f'<img src="{escape(address(piece, "small"))}" alt="" width="384" height="384" '
        f'loading="lazy" decoding="async"><span class="hit-text">{text}</span>{score}</button>'
        f'<div class="details" hidden>{_details(piece, address, hit)}</div></li>'
    )


def _details(piece: Piece, address: Address, hit: Hit | None) -> str:
    caption = escape(piece.captions[0])
    words = _matched(hit) if hit else set()
    others = "".join(f"<li>{marked(other, words)}</li>" for other in piece.captions[1:])
    return (
        f'<img data-src="{escape(address(piece, "large"))}" alt="{caption}" '
        'width="1024" height="1024"><div class="details-text">'
        f'<h2 class="details-caption">{caption}</h2>{_attributes(piece)}'
        f"{_reasons(hit) if hit else ''}"
        + (f'<h3>Also described as</h3><ul class="others">{others}</ul>' if others else "")
        + f'<button type="button" class="primary" data-similar="{escape(piece.id)}">'
        "More like this</button></div>"
    )


def _attributes(piece: Piece) -> str:
    known = {
        "Type": piece.type,
        "Metal": piece.metal,
        "Stones": ", ".join(piece.stones),
        "Motif": piece.motif,
        "Style": ", ".join(piece.style),
    }
    rows = "".join(f"<dt>{key}</dt><dd>{escape(said)}</dd>" for key, said in known.items() if said)
    return f'<dl class="attributes">{rows}</dl>' if rows else ""


def _reasons(hit: Hit) -> str:
    shown, rest = hit.reasons[:MOST_REASONS], hit.reasons[MOST_REASONS:]
    rows = "".join(_reason(reason) for reason in shown)
    if rest:
        rows += _row(f"{len(rest)} smaller ones", fsum(reason.share for reason in rest))
    return (
        '<table class="reasons"><caption>Why it matched</caption><thead class="unseen"><tr>'
        "<th>Words</th><th>Bar</th><th>Share of the score</th></tr></thead>"
        f'<tbody>{rows}</tbody><tfoot><tr><th scope="row">Score</th><td>'
        f'{_bar(hit.score)}</td><td class="share">{hit.score:.2f}</td></tr></tfoot></table>'
    )


def _reason(reason: Reason) -> str:
    asked, found = (
        ", ".join(words[:MOST_WORDS]) for words in (reason.query_words, reason.piece_words)
    )
    kind, attribute, _ = reason.term.partition(": ")
    words = escape(found or reason.term)
    if attribute:
        words = f'<span class="asked">{escape(kind)}</span> {words}'
    if asked and not set(reason.query_words) & set(reason.piece_words):
        words += f' <span class="asked">for “{escape(asked)}”</span>'
    return _row(words, reason.share)


def _row(words: str, share: float) -> str:
    return (
        f'<tr><th scope="row">{words}</th><td>{_bar(share)}</td>'
        f'<td class="share">{share:.2f}</td></tr>'
    )


def _bar(share: float) -> str:
    return f'<span class="bar" aria-hidden="true"><i style="width:{100 * share:.1f}%"></i></span>'
