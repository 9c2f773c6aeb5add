"""The third tab: what the two models are, how they were trained, how good and how bad they are."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from captioning.evaluation.history import Epochs, read_histories
from captioning.evaluation.report import read_metrics
from captioning.evaluation.tables import CAPTION_ROWS, RETRIEVAL_COLUMNS, STUDENT_REPORT, figure
from captioning.ui.architecture import drawing
from captioning.ui.cards import NAMES
from captioning.ui.curves import chart

REPORTED_ON = "flickr8k"  # the data set that the student report's figures are of
SETS = {
    "flickr8k": "Flickr8k",
    "jewelry": "jewelry photographs",
    "gallery": "our gallery",
    "renders": "our renders",
}
RECIPES = {
    "best": "The recipe that ships",
    "student": "The student report's recipe, repeated",
}

WHAT = """<h2>Two ways to say what is on a photo</h2>
<p>Both models see a photo through the same EfficientNet, which turns it into a grid of features.
Both then say one word after another, and for every word look at the grid anew: that is the map you
see when you point at a word.</p>
<p>The <b>Transformer</b> looks at all words it has said so far at once. The <b>LSTM</b> carries
them along in a state of fixed size, word by word. They often agree. Where they do not, at least
one of them is unsure, and the search by “Both” weighs what they share.</p>"""

TRAINED_ON = {
    "flickr8k": """<b>Flickr8k</b>, 6,000 everyday photos with five captions each, taught them
sentences (Hodosh, Young and Hockenmaier, 2013).""",
    "jewelry": """<b>Photographs of jewelry</b> from shops, with short descriptions written with
machine help and spot-checked, taught them what jewelry looks like. Expect a few percent of errors
in them.""",
    "gallery": """<b>The pieces of this gallery</b>, which a program modelled and lit, with
attributes that are true by construction. The examples to try are other pieces.""",
    "renders": """<b>Our own renders</b>, pieces modelled and lit by a program that knows every
attribute, taught them metals and stones that the photographs show too rarely.""",
}
GALLERY = """<p>The gallery's own pictures are renders, and none of them was trained on.</p>"""

MEASURED = """<p>On photos that were never trained on, though some settings were chosen by them.
Of the searches, “caption-to-image” asks with a model's caption for its photo, among photos known
by what people wrote; “text-to-image” asks the other way round; “similar-pieces” asks for pieces of
this gallery of the photo's type, metal and main stone. “+expected” counts all that a model
considered saying. R@5 is the share of what is sought that is among the first five, P@5 the share
of the first five that is sought, mAP the mean of that share at each piece sought.</p>"""

BAD_AT = """<h2>What they are bad at</h2>
<ul><li><b>Minerals.</b> A photo shows a look: a diamond, a zirconia and a crystal are one to them,
and a ruby may be glass.</li>
<li><b>White metals.</b> Silver, platinum, white gold and steel look alike and are called silver.
</li>
<li><b>What is not jewelry</b>, or jewelry worn, small in the picture or one of several pieces.
Look at the confidence and at the words with a dotted line.</li>
<li><b>Counting</b> stones, reading hallmarks, judging worth. They do none of it.</li>
<li><b>Words they never learned.</b> They know a few thousand; “tsavorite” they cannot say.</li>
</ul>"""


def models_html(checkpoints: Path, parameters: Mapping[str, int]) -> str:
    """The tab as HTML.

    Args:
        checkpoints: Holds `history*.json` and `metrics.json` in the models' folders.
        parameters: Number of parameters by model name.
    """
    return (
        f'<div class="models">{WHAT}<div class="scrolls" tabindex="0" role="region" '
        f'aria-label="Drawing of the architecture">{drawing(parameters)}</div>'
        f"{_results(read_metrics(checkpoints))}{_training(read_histories(checkpoints))}"
        f"{_trained_on(checkpoints)}{BAD_AT}</div>"
    )


def _trained_on(checkpoints: Path) -> str:
    """What the checkpoints themselves say they were trained on; nothing where they do not say."""
    file = checkpoints / "transformer" / "training.json"
    data = json.loads(file.read_text("utf-8")).get("data", {}) if file.is_file() else {}
    # Renders come in several folders ("renders-market") and are told of once.
    told = dict.fromkeys(TRAINED_ON.get(name.split("-")[0], escape(name)) for name in data)
    items = "".join(f"<li>{text}</li>" for text in told)
    apart = "" if "gallery" in data else GALLERY
    return f"<h2>What they were trained on</h2><ul>{items}</ul>{apart}" if items else ""


def _training(histories: Mapping[str, Epochs]) -> str:
    parts = [_run(name, epochs) for name, epochs in histories.items() if epochs]
    return f"<h2>How they learned</h2>{''.join(parts)}" if parts else ""


def _run(name: str, epochs: Epochs) -> str:
    title = RECIPES.get(name, f"Recipe “{name}”")
    sets = dict.fromkeys(data for epoch in epochs for data in epoch["validation"])
    keys = ("loss_sum5", "accuracy")
    charts = "".join(_chart(key, data, epochs) for data in sets for key in keys)
    return f'<h3>{escape(title)}</h3><div class="charts">{charts}</div>'


def _chart(key: str, data: str, epochs: Epochs) -> str:
    curves = {}
    for model, title in NAMES.items():
        points = [
            (epoch["epoch"], epoch["validation"][data][model][key])
            for epoch in epochs
            if epoch["validation"].get(data, {}).get(model, {}).get(key) is not None
        ]
        if points:
            curves[title] = points
    if not curves:
        return ""
    reported = STUDENT_REPORT[key] if data.startswith(REPORTED_ON) else {}
    levels = {NAMES[model]: value for model, value in reported.items() if NAMES[model] in curves}
    title = f"{CAPTION_ROWS[key].capitalize()} on {_set_name(data)}"
    return chart(title, curves, levels)


def _set_name(data: str) -> str:
    name, _, split = data.partition("/")
    shown = SETS.get(name, name)
    return f"{shown}, {'development' if split == 'dev' else split} split" if split else shown


def _results(cards: Mapping[str, Mapping[str, Any]]) -> str:
    tables = "".join(_captions(data, card) + _retrieval(data, card) for data, card in cards.items())
    return f"<h2>How good they are</h2>{MEASURED}{tables}" if tables else ""


def _captions(data: str, card: Mapping[str, Any]) -> str:
    models = [model for model in NAMES if "loss_sum5" in card.get(model, {})]
    if not models:
        return ""
    beside = models if data.startswith(REPORTED_ON) else []
    header = ["", *(NAMES[m] for m in models), *(f"report's {NAMES[m]}" for m in beside)]
    rows = []
    for key, name in CAPTION_ROWS.items():
        values = [figure(key, card[model].get(key)) for model in models]
        if any(values):
            reported = STUDENT_REPORT.get(key.removesuffix("_before"), {})
            rows.append([name, *values, *(figure(key, reported.get(m)) for m in beside)])
    photos = card[models[0]].get("data", {}).get("photos")
    caption = f"Captions of {_set_name(data)}" + (f", {photos:,} photos" if photos else "")
    return _table(caption, header, rows)


def _retrieval(data: str, card: Mapping[str, Any]) -> str:
    names = NAMES | {"both": "Both", "embedding": "Embeddings"}
    measured = [
        (protocol, names[model], figures)
        for model in names
        for protocol, figures in card.get(model, {}).get("retrieval", {}).items()
    ]
    keys = [k for k in RETRIEVAL_COLUMNS if any(f.get(k) is not None for *_, f in measured)]
    header = ["search", "by", *(RETRIEVAL_COLUMNS[key] for key in keys)]
    rows = [
        [protocol, name, *(figure(key, figures.get(key)) for key in keys)]
        for protocol, name, figures in sorted(measured, key=lambda row: row[0])
    ]
    return _table(f"Search on {_set_name(data)}", header, rows) if rows else ""


def _table(caption: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(
        f'<th scope="col">{escape(cell)}</th>' if cell else "<td></td>" for cell in header
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scrolls" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="results"><caption><span>{escape(caption)}</span></caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
