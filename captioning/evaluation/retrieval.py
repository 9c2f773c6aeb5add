"""Retrieval: mean average precision and Recall@k in three protocols.

`caption-to-image` searches with a photo's generated caption among photos indexed by their reference
captions; `text-to-image` searches with a reference caption among photos indexed by generated ones;
`similar-pieces` searches with a jewelry photo for pieces of a gallery with its labelled type, metal
and main stone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

from captioning.data import Attributes, Example
from captioning.describe.photo_query import TOGETHER, photo_query
from captioning.gallery.gallery import Gallery, Piece
from captioning.gallery.index import InvertedIndex
from captioning.language.attributes import coarse_type, look, vocabulary_form
from captioning.language.query import Query, weighed
from captioning.settings import SearchSettings, shipped_settings

if TYPE_CHECKING:
    from captioning.describe.captioner import Caption

CUTS = (1, 5, 10)
SHOWN = 5
"""Hits over which the precision of similar pieces is counted: the first row of the page."""

Metrics = dict[str, float | int | None]


def retrieval_metrics(
    examples: Sequence[Example],
    captions: "Mapping[str, Sequence[Caption]]",
    gallery: Gallery | None = None,
    settings: SearchSettings | None = None,
    pooled: Callable[[Sequence[Path]], np.ndarray] | None = None,
) -> dict[str, dict[str, Metrics]]:
    """Measures retrieval with the captions that models gave to photos.

    Args:
        examples: N photos with their reference captions (and labels, for `similar-pieces`).
        captions: For each model its N captions, in the order of the examples.
        gallery: Where to look for similar pieces; without it that protocol is left out.
        settings: How terms are weighed; as the shipped checkpoint says if None.
        pooled: Returns the pooled encoder features (B, C) of photos. If given, search by their
            cosine is measured too, under the name "embedding".

    Returns:
        Model, or `TOGETHER`, or "embedding"; then protocol, then `map`, `r1`, `r5`, `r10`
        in [0, 1] and `median_rank` from 1 on. Protocols ending in "+expected" use everything the
        models expect in place of one caption; for similar pieces both, as the app asks.
    """
    settings = settings or shipped_settings().search
    references = [example.captions for example in examples]
    photos = [
        dict(zip(captions, said, strict=True)) for said in zip(*captions.values(), strict=True)
    ]
    metrics: dict[str, dict[str, Metrics]] = {}
    for model in (*captions, *([TOGETHER] if len(captions) > 1 else ())):
        of_model = metrics.setdefault(model, {})
        for ending, considered in (("", False), ("+expected", True)):
            asked = [photo_query(photo, model, considered=considered) for photo in photos]
            said = [Query(terms=query.terms) for query in asked] if considered else asked
            of_model[f"caption-to-image{ending}"] = caption_to_image(said, references, settings)
            of_model[f"text-to-image{ending}"] = text_to_image(references, said, settings)
            if gallery is not None:
                of_model[f"similar-pieces{ending}"] = similar_pieces(examples, asked, gallery)
    if gallery is not None and pooled is not None:
        features = pooled([example.image for example in examples])
        shelved = pooled([piece.image for piece in gallery.pieces])
        metrics["embedding"] = {
            "similar-pieces": _similar(examples, gallery.pieces, _unit(features) @ _unit(shelved).T)
        }
    return metrics


def caption_to_image(
    queries: Sequence[Query], references: Sequence[Sequence[str]], settings: SearchSettings
) -> Metrics:
    """Searches with generated captions among photos that are indexed by their references.

    Args:
        queries: The query of each of the N photos.
        references: The reference captions of each, in the same order.
        settings: How terms are weighed.
    """
    documents = (Query(dict.fromkeys(texts, 1.0)) for texts in references)
    index = InvertedIndex.build(weighed(one, settings.attribute_weight) for one in documents)
    return _own_photo(index, queries, np.arange(len(queries)), settings)


def text_to_image(
    references: Sequence[Sequence[str]], documents: Sequence[Query], settings: SearchSettings
) -> Metrics:
    """Searches with each reference caption among photos indexed by their generated captions."""
    index = InvertedIndex.build(weighed(one, settings.attribute_weight) for one in documents)
    queries = [Query({text: 1.0}) for texts in references for text in texts]
    owners = np.repeat(np.arange(len(references)), [len(texts) for texts in references])
    return _own_photo(index, queries, owners, settings)


def similar_pieces(
    examples: Sequence[Example], queries: Sequence[Query], gallery: Gallery
) -> Metrics:
    """Searches a gallery with photos.

    Args:
        examples: Jewelry photos with labels; others are left out.
        queries: The query of each.
        gallery: Searched as the app does, without its least score.

    Returns:
        The usual figures for pieces of the same type, metal and main stone, and `p5_type`,
        `p5_type_metal`, `p5_type_metal_stone`: the share of the first five hits that agree.
        A photo without any relevant piece in the gallery is left out of the figure.
    """
    rows = {piece.id: row for row, piece in enumerate(gallery.pieces)}
    scores = np.zeros((len(examples), len(rows)))
    for number, query in enumerate(queries):
        for piece, score in gallery.rank(query, k=len(rows)):
            scores[number, rows[piece.id]] = score
    return _similar(examples, gallery.pieces, scores)


def positions(scores: np.ndarray, relevant: np.ndarray) -> np.ndarray:
    """Expected positions of the relevant items if ties are broken at random.

    Args:
        scores: (N,) higher is better.
        relevant: (N,) bool.

    Returns:
        One position (from 1) for each relevant item, ascending. If all N scores are equal, the one
        relevant item is at (N + 1) / 2 and not on top.
    """
    found: list[np.ndarray] = []
    for score in np.unique(scores[relevant])[::-1]:
        equal = scores == score
        many, good = int(equal.sum()), int((equal & relevant).sum())
        step = (many + 1) / (good + 1)
        found.append((scores > score).sum() + step * np.arange(1, good + 1))
    return np.concatenate(found) if found else np.zeros(0)


def figures(found: Iterable[np.ndarray]) -> Metrics:
    """Mean average precision, Recall@k and the median rank of the first relevant item.

    Args:
        found: For each query the positions of its relevant items; a query without any is left out.
    """
    judged = [places for places in found if len(places)]
    metrics: Metrics = {"queries": len(judged)}
    if not judged:
        return metrics | dict.fromkeys(("map", *(f"r{cut}" for cut in CUTS), "median_rank"))
    precisions = [np.mean(np.arange(1, len(places) + 1) / places) for places in judged]
    metrics["map"] = float(np.mean(precisions))
    for cut in CUTS:
        metrics[f"r{cut}"] = float(np.mean([np.mean(places <= cut) for places in judged]))
    metrics["median_rank"] = float(np.median([places[0] for places in judged]))
    return metrics


def _own_photo(
    index: InvertedIndex, queries: Sequence[Query], owners: np.ndarray, settings: SearchSettings
) -> Metrics:
    """Figures for queries whose one relevant photo is their own."""
    ranks = [
        _single(scores, owners[start : start + len(scores)])
        for start, scores in _scores(index, queries, settings)
    ]
    return figures(np.concatenate(ranks)[:, None] if ranks else [])


def _single(scores: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """`positions` for one relevant photo a query: (Q, N) scores, (Q,) owners -> (Q,)."""
    own = scores[np.arange(len(owners)), owners][:, None]  # (Q, 1)
    return (scores > own).sum(1) + ((scores == own).sum(1) + 1) / 2


def _scores(
    index: InvertedIndex,
    queries: Sequence[Query],
    settings: SearchSettings,
    batch: int = 500,
) -> Iterator[tuple[int, np.ndarray]]:
    """Cosines (Q, N) of a batch of queries with all documents, rounded so that equals are equal."""
    documents = index.vectors.astype(np.float64).T.tocsr()
    for start in range(0, len(queries), batch):
        counts = (weighed(one, settings.attribute_weight) for one in queries[start : start + batch])
        vectors = [index.weights.query(one, settings.strongest) for one in counts]
        ends = np.cumsum([0, *map(len, vectors)])
        columns = np.array([number for vector in vectors for number in vector], dtype=np.int64)
        values = np.array([weight for vector in vectors for weight in vector.values()])
        shape = (len(vectors), documents.shape[0])
        asked = csr_matrix((values, columns, ends), shape=shape)
        yield start, (asked @ documents).toarray().round(9)


def _similar(examples: Sequence[Example], pieces: Sequence[Piece], scores: np.ndarray) -> Metrics:
    """Figures of similar pieces from the scores (N, M) of N photos with M pieces."""
    labels = {n: example.labels for n, example in enumerate(examples) if example.labels}
    wanted = [_traits(vocabulary_form(known)) for known in labels.values()]
    offered = [_traits(piece) for piece in pieces]
    metrics: Metrics = {}
    for depth, name in enumerate(("p5_type", "p5_type_metal", "p5_type_metal_stone"), start=1):
        relevant = [
            np.array([traits[:depth] == photo[:depth] for traits in offered], dtype=bool)
            for photo in wanted
        ]
        found = [
            positions(scores[number].round(9), same)
            for number, same in zip(labels, relevant, strict=True)
        ]
        shares = [float((places <= SHOWN).sum()) / SHOWN for places in found if len(places)]
        metrics[name] = float(np.mean(shares)) if shares else None
    return figures(found) | metrics


def _traits(piece: Attributes) -> tuple[str | None, str | None, str | None]:
    """Coarse type, metal and the look of the main stone, of labels or of a gallery's piece."""
    stones = piece.stones
    return (
        coarse_type(piece.type),
        piece.metal,
        (look(stones[0]) or stones[0]) if stones else None,
    )


def _unit(features: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return features / np.maximum(lengths, 1e-12)
