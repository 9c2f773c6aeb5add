"""The few figures that the page opens with, from those kept with the weights."""

from collections.abc import Mapping, Sequence

from captioning.decoders import registry
from captioning.evaluation.kept_figures import Card

FILE = "figures.json"
"""Where `report` writes them, next to the document of results."""

MEASURED_ON = "jewelry/dev"
CAPTION_FIGURES = ("type_accuracy", "metal_accuracy", "stones_precision", "stones_recall")
SEARCH = "similar-pieces+expected"
SEARCH_FIGURES = ("p5_type", "p5_type_metal")


def headline(cards: Mapping[str, Card]) -> dict[str, float]:
    """The figures of jewelry photos, each that of the weakest model.

    Args:
        cards: Figures by data set and then by model, from `read_metrics`.

    Returns:
        `photos`, their number; shares in [0, 1] of captions with the right type and metal, and
        precision and recall of stone looks; shares of the first five similar pieces with the same
        type, and with the same metal too. What was not measured is left out.
    """
    card = cards.get(MEASURED_ON, {})
    models = [card[row.name] for row in registry.rows() if row.name in card]
    searching = [card[registry.TOGETHER]] if registry.TOGETHER in card else models
    searches = [one.get("retrieval", {}).get(SEARCH, {}) for one in searching]
    photos = {"photos": models[0]["data"]["photos"]} if models else {}
    return photos | _least(models, CAPTION_FIGURES) | _least(searches, SEARCH_FIGURES)


def _least(models: Sequence[Card], keys: Sequence[str]) -> dict[str, float]:
    return {
        key: min(model[key] for model in models)
        for key in keys
        if models and all(model.get(key) is not None for model in models)
    }
