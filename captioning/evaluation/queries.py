"""Typed queries with known answers: precision at 5 by kind, and broken exclusions.

A query's `want` names what a relevant piece has: `type`, `metal`, `stones`, `style`, `motif`,
`scene` (one of the list), `not_...` (none of the list), `no_stones`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from captioning.gallery.gallery import Gallery
from captioning.language.query import Query

SHOWN, LISTED = 5, 10
"""Hits of which the precision is counted, and those that may not have what was excluded."""

Record = Mapping[str, Any]
Ranking = Callable[[str], Iterable[int]]
"""Rows of the gallery for a query, best first."""


class QueriesError(ValueError):
    """A file of queries that cannot be used; the text is one sentence with the remedy."""


@dataclass(frozen=True)
class AskedQuery:
    """A typed query with its answer.

    Attributes:
        query: As typed.
        kind: Such as "exclusion".
        want: What a relevant piece has.
    """

    query: str
    kind: str
    want: Mapping[str, Any]


def read_queries(file: Path) -> list[AskedQuery]:
    """Reads a file with a JSON object in each line.

    Raises:
        QueriesError: A line is no such object, or there is none.
    """
    queries = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            queries.append(
                AskedQuery(str(record["query"]), str(record["kind"]), {**record["want"]})
            )
        except (ValueError, KeyError, TypeError) as error:
            raise QueriesError(
                f"Line {number} of {file.name} must be an object with query, kind and want."
            ) from error
    if not queries:
        raise QueriesError(f"{file.name} has no queries; write one JSON object in each line.")
    return queries


def relevant(piece: Record, want: Mapping[str, Any]) -> bool:
    """Whether a piece, as a line of `metadata.jsonl`, is what a query wants."""
    return all(_meets(piece, key, allowed) for key, allowed in want.items())


def _meets(piece: Record, key: str, allowed: Any) -> bool:
    if key == "no_stones":
        return not piece["stones"]
    if key == "scene":
        return any(scene in (piece.get("scene") or "") for scene in allowed)
    value = piece.get(key.removeprefix("not_"))
    values = set(value) if isinstance(value, list) else {value}
    return bool(values & set(allowed)) != key.startswith("not_")


def gallery_records(gallery: Gallery) -> list[dict[str, Any]]:
    """The attributes of a gallery's pieces; the scene is whatever its captions say."""
    return [
        {
            "type": piece.type,
            "metal": piece.metal,
            "stones": list(piece.stones),
            "style": list(piece.style),
            "motif": piece.motif,
            "scene": " / ".join(piece.captions),
        }
        for piece in gallery.pieces
    ]


def query_metrics(
    queries: Sequence[AskedQuery], pieces: Sequence[Record], rankings: Mapping[str, Ranking]
) -> dict[str, dict[str, float]]:
    """Measures rankings on queries.

    Returns:
        For each ranking the mean precision at 5 of every kind and of "all", which counts as wrong
        what is not listed, and as `broken` the mean share of the first ten hits that have what
        the query excludes. A query that no piece answers is left out of the precision.
    """
    return {name: _measured(queries, pieces, ranking) for name, ranking in rankings.items()}


def _measured(
    queries: Sequence[AskedQuery], pieces: Sequence[Record], ranking: Ranking
) -> dict[str, float]:
    precise: dict[str, list[float]] = defaultdict(list)
    broken: list[float] = []
    for asked in queries:
        rows = list(ranking(asked.query))[:LISTED]
        total = sum(relevant(piece, asked.want) for piece in pieces)
        good = sum(relevant(pieces[row], asked.want) for row in rows[:SHOWN])
        if total:
            for kind in (asked.kind, "all"):
                precise[kind].append(good / min(SHOWN, total))
        excluded = {key: value for key, value in asked.want.items() if key.startswith("no")}
        if excluded:
            faults = sum(not relevant(pieces[row], excluded) for row in rows)
            broken.append(faults / max(1, len(rows)))
    figures = {kind: float(np.mean(values)) for kind, values in sorted(precise.items())}
    return figures | {"broken": float(np.mean(broken))} if broken else figures


def rankings(gallery: Gallery) -> dict[str, Ranking]:
    """The search of the app and three that it is held against.

    Raises:
        QueriesError: bm25s is not installed.
    """
    try:
        import bm25s
    except ImportError as error:
        raise QueriesError(
            "BM25, which searches are compared with, needs the package bm25s: pip install bm25s"
        ) from error
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = {piece.id: row for row, piece in enumerate(gallery.pieces)}
    texts = ["\n".join(piece.captions) for piece in gallery.pieces]
    vectorizer = TfidfVectorizer()
    vectors = vectorizer.fit_transform(texts)
    bm25 = bm25s.BM25()
    bm25.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)

    def plain(query: str) -> Iterable[int]:
        scores = (vectors @ vectorizer.transform([query]).T).toarray()[:, 0]
        best = np.argsort(-scores, kind="stable")[:LISTED]
        return [int(row) for row in best if scores[row] > 0]

    def okapi(query: str) -> Iterable[int]:
        said = bm25s.tokenize([query], show_progress=False, return_ids=False)
        if not said[0]:
            return []
        found, scores = bm25.retrieve(said, k=LISTED, show_progress=False)
        return [int(row) for row, score in zip(found[0], scores[0], strict=True) if score > 0]

    def terms(query: str) -> Iterable[int]:
        least = gallery.settings.minimum
        ranked = gallery.rank(Query.typed(query), k=LISTED, minimum=least)
        return [rows[piece.id] for piece, _ in ranked]

    def understood(query: str) -> Iterable[int]:
        return [rows[hit.piece.id] for hit in gallery.search(query, k=LISTED)]

    return {
        "TF-IDF (scikit-learn)": plain,
        "BM25 (bm25s)": okapi,
        "terms without understanding": terms,
        "Facet": understood,
    }


def queries_table(metrics: Mapping[str, Mapping[str, float]]) -> str:
    """The figures as a Markdown table, a row for each search."""
    kinds = list(dict.fromkeys(kind for figures in metrics.values() for kind in figures))
    ordered = [kind for kind in kinds if kind not in ("all", "broken")] + ["all", "broken"]
    heads = [{"broken": "broken exclusions"}.get(kind, kind) for kind in ordered]
    lines = [f"| search | {' | '.join(heads)} |", f"|---{'|---' * len(ordered)}|"]
    for name, figures in metrics.items():
        cells = (f"{figures[kind]:.2f}" if kind in figures else "" for kind in ordered)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)
