"""The two cards, one for each model: what it says of the photo, how sure it is, what else."""

from collections.abc import Iterable, Mapping
from html import escape
from math import exp

from captioning.describe.captioner import Alternative, Caption
from captioning.ui.word_markup import caption_html, percent

NAMES = {"transformer": "Transformer", "lstm": "LSTM"}
LEVELS = {"basic": "Basic", "normal": "Normal", "complete": "Complete"}
GUESSING = 0.25  # below this confidence, of about one jewelry photo in twenty, the card says so


def cards_html(captions: Mapping[str, Caption], parameters: Mapping[str, int], answer: str) -> str:
    """Both cards.

    Args:
        captions: By model name.
        parameters: Number of parameters by model name.
        answer: A mark of this answer, unlike that of any other, so that the browser repaints.
    """
    cards = "".join(
        _card(name, caption, parameters.get(name, 0)) for name, caption in captions.items()
    )
    return f'<div class="cards" data-answer="{answer}">{cards}</div>{_vote(captions)}'


def empty_cards_html() -> str:
    """The cards before there is a photo; the lines are the skeleton shown while working."""
    cards = "".join(
        f'<article class="card empty" aria-labelledby="{name}-name">'
        f'<header><h2 id="{name}-name">{title}</h2></header>'
        '<p class="card-empty">Its caption will stand here.</p>'
        '<div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div></article>'
        for name, title in NAMES.items()
    )
    return f'<div class="cards">{cards}</div>'


def _vote(names: Iterable[str]) -> str:
    """A question whose answers are counted in the person's own browser and nowhere else."""
    choices = "".join(
        f'<button type="button" class="quiet" data-vote="{NAMES[name]}" aria-pressed="false">'
        f"{NAMES[name]}</button>"
        for name in names
    )
    return (
        '<div class="vote" role="group" aria-labelledby="vote-question">'
        f'<p id="vote-question">Which caption is better?</p>{choices}'
        '<p class="small-print tally" role="status">Your answers stay in this browser.</p></div>'
    )


def _card(name: str, caption: Caption, parameters: int) -> str:
    title, confidence = NAMES[name], exp(caption.score)
    guessing = (
        '<p class="guessing">It is guessing. Perhaps this is no jewelry, or of a kind it has seen '
        "little of.</p>"
        if confidence < GUESSING
        else ""
    )
    return (
        f'<article class="card" data-model="{name}" aria-labelledby="{name}-name">'
        f'<header><h2 id="{name}-name">{title}</h2>{_confidence(confidence)}</header>'
        f"{_levels(name, caption)}{guessing}{_switch(name)}{_actions(title, caption)}"
        f"{_alternatives(title, caption.alternatives)}"
        f'<p class="small-print">{caption.milliseconds:.0f} ms · '
        f"{parameters / 1e6:.1f} M parameters</p></article>"
    )


def _confidence(confidence: float) -> str:
    text = percent(confidence)
    return (
        '<p class="confidence" title="How probable the model finds its words: their geometric '
        f'mean"><span class="meter" aria-hidden="true"><i style="width:{100 * confidence:.0f}%">'
        f"</i></span>{text} confident</p>"
    )


def _levels(name: str, caption: Caption) -> str:
    shorter = "".join(
        f'<p class="caption level" data-level="{level}" hidden>{escape(caption.levels[level])}</p>'
        for level in ("basic", "normal")
    )
    return (
        f'{shorter}<div class="caption level" data-level="complete">'
        f"{caption_html(caption, NAMES[name])}</div>"
    )


def _switch(name: str) -> str:
    choices = "".join(
        f'<label><input type="radio" name="{name}-level" value="{level}"'
        f"{' checked' if level == 'complete' else ''}><span>{title}</span></label>"
        for level, title in LEVELS.items()
    )
    return f'<fieldset class="switch"><legend>Level of detail</legend>{choices}</fieldset>'


def _actions(title: str, caption: Caption) -> str:
    return (
        '<p class="card-actions">'
        f'<button type="button" class="quiet" data-search aria-label="Search with the {title} '
        'caption">Search with this</button>'
        f'<button type="button" class="quiet" data-copy aria-label="Copy the {title} caption">'
        "Copy</button></p>"
    )


def _alternatives(title: str, alternatives: tuple[Alternative, ...]) -> str:
    if not alternatives:
        return ""
    lines = "".join(
        f'<li><button type="button" class="link" data-query="{escape(other.text)}" '
        f'aria-label="Search with: {escape(other.text)}">{escape(other.text)}</button> '
        f'<span class="share">{percent(exp(other.score))}</span></li>'
        for other in alternatives
    )
    return (
        f'<div class="alternatives"><h3>Also considered<span class="unseen"> by the {title}</span>'
        f"</h3><ol>{lines}</ol></div>"
    )
