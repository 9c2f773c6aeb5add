"""Typed queries with known answers, measured."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from captioning.__main__ import app
from captioning.evaluation.queries import (
    AskedQuery,
    QueriesError,
    queries_table,
    query_metrics,
    read_queries,
)

PIECES = [
    {"type": "ring", "metal": "silver", "stones": ["ruby"], "style": [], "motif": None},
    {"type": "ring", "metal": "yellow gold", "stones": [], "style": ["band"], "motif": None},
    {"type": "watch", "metal": "silver", "stones": [], "style": [], "motif": None},
]


def test_precision_counts_what_is_missing_and_broken_what_was_excluded() -> None:
    queries = [
        AskedQuery("ring", "plain", {"type": ["ring"]}),
        AskedQuery("not gold", "exclusion", {"not_metal": ["yellow gold"]}),
        AskedQuery("no stones", "exclusion", {"no_stones": True}),
    ]
    metrics = query_metrics(queries, PIECES, {"first": lambda _: [0], "all": lambda _: [0, 1, 2]})
    assert metrics["first"] == {"plain": 0.5, "exclusion": 0.25, "all": 1 / 3, "broken": 0.5}
    assert metrics["all"]["exclusion"] == 1.0
    assert metrics["all"]["broken"] == pytest.approx(1 / 3)
    table = queries_table(metrics).splitlines()
    assert table[0].endswith("| all | broken exclusions |") and table[2].startswith("| first | ")


def test_a_file_that_is_no_queries_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('{"query": "ring"}')
    with pytest.raises(QueriesError, match=r"Line 1 of queries\.jsonl"):
        read_queries(file)


def test_the_command_holds_the_search_against_others(tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    want = {"type": ["ring"], "not_metal": ["yellow gold", "rose gold"]}
    file.write_text(json.dumps({"query": "ring, not gold", "kind": "exclusion", "want": want}))
    result = CliRunner().invoke(app, ["evaluate", "--queries", str(file)])
    assert result.exit_code == 0, result.output
    rows = [line.split(" | ") for line in result.stdout.splitlines()[2:]]
    assert [row[0] for row in rows][-1] == "| Facet" and len(rows) == 4
    assert rows[-1][-2] == "1.00" and rows[-1][-1].startswith("0.00")
