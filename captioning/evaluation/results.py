"""The document of results, `assets/docs/results.md`, from the figures kept with the weights."""

from collections.abc import Iterable, Mapping
from math import prod
from pathlib import Path

from safetensors import safe_open

from captioning.decoders.training_record import read_training
from captioning.evaluation.history import Epochs, best_epochs_table, charts
from captioning.evaluation.kept_figures import WEIGHTS, Card
from captioning.evaluation.tables import metrics_tables

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
from shops whose other photos were in training; those of other makers are described worse."""

TRAINING_NOTE = """Each chart shows validation, training as far as it is within the chart, and the
student report's final figure where it is of the same data. The training figures of `best` are over
all of its data and, from the distillation epochs on, over sampled captions too."""

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
    if histories:
        parts += ["## Training", TRAINING_NOTE, best_epochs_table(histories)]
        for (name, on), files in charts(histories).items():
            images = [f"![{_alt(file, on)}]({CURVES}/{file})" for file in files]
            parts += [f"### Recipe `{name}`, validated on {on}", "\n".join(images)]
    items = [f"- {line}" for line in _trained_on_lines(data)]
    if items:
        parts += ["## Trained on", "\n".join(items)]
    return "\n\n".join(part for part in parts if part) + "\n"


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


def _alt(file: str, data: str) -> str:
    return f"{Path(file).stem.rpartition('-')[2].capitalize()} over the epochs on {data}"


def _trained_on_lines(data: Iterable[str]) -> list[str]:
    # renders come in several folders ("renders-market") and are one entry
    return list(dict.fromkeys(TRAINED_ON.get(name.split("-")[0], f"`{name}`") for name in data))
