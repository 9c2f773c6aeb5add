"""The document of results, `assets/docs/results.md`, from the figures kept with the weights."""

from collections.abc import Iterable, Mapping
from math import prod
from pathlib import Path

from safetensors import safe_open

from captioning.decoders.training_record import read_training
from captioning.evaluation.history import Epochs, best_epochs_table, charts
from captioning.evaluation.kept_figures import WEIGHTS, Card
from captioning.evaluation.reliability_chart import reliability_chart
from captioning.evaluation.tables import RELIABLE, metrics_tables, model_titles

CURVES = "curves"
"""Folder of the charts, next to the document."""

INTRODUCTION = """# Results

These figures were kept with the weights by `evaluate --keep` and `train`, and written here by
`python -m captioning report`. "Student report" marks those of the report whose scheme the recipe
`student` repeats.

- **Loss and accuracy** are teacher-forced over all reference captions. The end of a caption counts
  as a token, padding does not, and a word that a model does not know counts as its unknown word,
  whose share is in the last row. The loss is five times the mean of a token in nats, which is how
  the student report counts it. "Before" is before the last self-critical stage that trained the
  model, which improves captions at the cost of the loss.
- **Type** treats pendant and necklace as one, and bangle and bracelet, unless it is called fine.
- **Two annotators**: where a photo has the labels of two, a type or metal counts if they
  agree; a stone, style or motif is missed where both name it, and wrong where neither
  does. In brackets stands the 95 % interval of a bootstrap over the photos.
- **How sure**: of type, metal and main stone a caption says with what probability it is right. The
  gap is the expected calibration error: that probability against the share that is right, over five
  groups of equally many captions, each judged by each annotator. It was fitted on other shops.
- **Complete captions** are the long ones at the level "complete".
- **Stone looks** compare what a photo shows: a diamond and a zirconia are both clear.
- **caption-to-image** searches with a model's caption of a photo among photos indexed by their
  reference captions; the photo itself is the one relevant result.
- **text-to-image** searches with a reference caption among photos indexed by the models' captions.
- **similar-pieces** searches the shipped gallery with a model's caption of a jewelry photo;
  relevant are pieces with the same type, metal and main stone. "embedding" uses pooled encoder
  features instead of words.
- **+expected** uses the expected counts of all terms instead of one caption; similar-pieces uses
  both, as the app does.
- R@k is the share of relevant results among the first k, P@5 the share of the first five results
  that are relevant, mAP the mean average precision. Equal scores count by their expected rank.

The photos were not trained on, though some settings were chosen on them. The jewelry photos come
from ten shops of which nothing was trained on."""

TRAINING_NOTE = """Each chart shows validation, training as far as it is within the chart, and the
student report's final figure where it is of the same data. The training figures of `best` are over
all of its data and, from the distillation epochs on, over sampled captions too."""

SURE_NOTE = """Each dot is a fifth of the captions of the development photos. On the dotted
diagonal they are right as often as they say."""

TRAINED_ON = {
    "flickr8k": "**Flickr8k**: 6,000 everyday photos with five captions each (Hodosh, Young and "
    "Hockenmaier, 2013), for the language.",
    "jewelry": "**Photos of jewelry** from shops, with short captions written with machine help "
    "and spot-checked. Expect errors in a few of a hundred.",
    "gallery": "**The pieces of the gallery**, rendered, with attributes that are true by "
    "construction. The example photos are other pieces.",
    "renders": "**Further renders** by the studio, for metals and stones that photos show too "
    "rarely.",
}


def results_document(
    cards: Mapping[str, Card], histories: Mapping[str, Epochs], data: Iterable[str]
) -> str:
    """The whole document as Markdown.

    Args:
        cards: Figures by data set and then by model, from `read_metrics`.
        histories: Epochs of training runs, from `read_histories`.
        data: Names of the data sets in training, from `trained_on`.
    """
    parts = [INTRODUCTION, "## Captions and search", metrics_tables(cards)]
    sure = reliability_charts(cards)
    if sure:
        images = [f"![{_sure_alt(file)}]({CURVES}/{file})" for file in sure]
        parts += ["## How sure, and how often right", SURE_NOTE, "\n".join(images)]
    if histories:
        parts += ["## Training", TRAINING_NOTE, best_epochs_table(histories)]
        for (name, on), files in charts(histories).items():
            images = [f"![{_alt(file, on)}]({CURVES}/{file})" for file in files]
            parts += [f"### Recipe `{name}`, validated on {on}", "\n".join(images)]
    items = [f"- {line}" for line in _trained_on_lines(data)]
    if items:
        parts += ["## Trained on", "\n".join(items)]
    return "\n\n".join(part for part in parts if part) + "\n"


def reliability_charts(cards: Mapping[str, Card]) -> dict[str, str]:
    """Drawings of how far what is called sure is right, by the names of their files."""
    drawn = {}
    for title, card in cards.items():
        models = model_titles([model for model in card if card[model].get("reliability")])
        for kind in RELIABLE if models else ():
            groups = {
                name: card[model]["reliability"][kind]["groups"]
                for model, name in models.items()
                if kind in card[model]["reliability"]
            }
            file = f"{title.replace('/', '-')}-sure-{kind}.svg"
            drawn[file] = reliability_chart(f"The {kind}", groups)
    return drawn


def trained_on(checkpoints: Path) -> list[str]:
    """Names of the data sets that the checkpoints' records say were trained on."""
    records = read_training(checkpoints)
    return list(dict.fromkeys(name for record in records for name in record.get("data", {})))


def parameter_counts(checkpoints: Path) -> dict[str, int]:
    """Number of parameters by folder, from the headers of the weight files."""
    counts = {}
    for path in sorted(checkpoints.glob(f"*/{WEIGHTS}")):
        with safe_open(path, "pt") as file:
            names = [name for name in file.keys() if "running_" not in name]  # noqa: SIM118
            counts[path.parent.name] = sum(prod(file.get_slice(n).get_shape()) for n in names)
    return counts


def _sure_alt(file: str) -> str:
    return f"How sure captions are of the {Path(file).stem.rpartition('-')[2]}, and how often right"


def _alt(file: str, data: str) -> str:
    return f"{Path(file).stem.rpartition('-')[2].capitalize()} over the epochs on {data}"


def _trained_on_lines(data: Iterable[str]) -> list[str]:
    # renders come in several folders ("renders-market") and are one entry
    return list(dict.fromkeys(TRAINED_ON.get(name.split("-")[0], f"`{name}`") for name in data))
