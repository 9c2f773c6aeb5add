"""What a photo asks a gallery with: the one place where it is put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from captioning.decoders import registry
from captioning.decoders.registry import TOGETHER
from captioning.describe.caption import Caption
from captioning.language.query import Query
from captioning.language.terms import summed
from captioning.language.understanding import understand

__all__ = ["TOGETHER", "Query", "RankerError", "check_ranker", "photo_query"]


class RankerError(ValueError):
    """A ranker that there is not; the text is one sentence with the choices."""


def check_ranker(ranker: str, models: Iterable[str] | None = None) -> None:
    """Refuses a ranker that there is not.

    Args:
        ranker: A model's name, or `TOGETHER`.
        models: The models' names; those of all decoders if None.

    Raises:
        RankerError: There is no such ranker.
    """
    names = [*(registry.names() if models is None else models), TOGETHER]
    if ranker not in names:
        listed = ", ".join(names)
        raise RankerError(f"There is no model {ranker!r} to search with; choose one of {listed}.")


def photo_query(
    captions: Mapping[str, Caption],
    ranker: str = TOGETHER,
    words: str = "",
    considered: bool = True,
) -> Query:
    """The query of a photo, the same for command line, page, endpoints, catalogue and evaluation.

    Args:
        captions: What each model says of the photo, by its name.
        ranker: The model that is searched with, or `TOGETHER` for all.
        words: What a person adds to the photo, such as "with pearls, not gold".
        considered: Whether all that the models expect counts, or only what they chose to say.

    Returns:
        Each different caption and each description added, with weight 1; and the expected terms,
        summed over the models, so that what several expect weighs more; and what is excluded.

    Raises:
        RankerError: There is no such ranker.
    """
    check_ranker(ranker, captions)
    chosen = captions.values() if ranker == TOGETHER else [captions[ranker]]
    texts = dict.fromkeys((caption.text for caption in chosen if caption.text), 1.0)
    expected = summed(caption.expected for caption in chosen) if considered else {}
    added = understand(words)
    typed = Query.typed(added.wanted_words if added.excluded else words)
    return Query({**texts, **typed.texts}, expected, groups=added.excluded)
