"""metadata.jsonl: what is read, what is refused, and what a person wrote is written back."""

import json
from pathlib import Path

import pytest

from captioning.data import Attributes
from captioning.data.metadata import read_metadata
from captioning.data.metadata_file import (
    JOURNAL,
    append_records,
    as_lines,
    finish_append,
    replace_records,
)
from captioning.data.record import Described, Record, metadata_text

FULL = {
    "file_name": "images/a.png",
    "captions": ["a gold ring", "a ring with a ruby"],
    "split": "train",
    "source": "s01",
    "product": "q7",
    "type": "ring",
    "metal": "yellow gold",
    "stones": ["ruby"],
    "motif": "heart",
    "style": ["halo"],
    "described": {"captions": ["a ring"], "expected": {"ring": 0.5}},
    "scene": "on white",
    "price": {"EUR": 120},
    "notes": None,
}


def read(tmp_path: Path, *entries: dict | str | bytes):
    path = tmp_path / "metadata.jsonl"
    lines = [json.dumps(one) if isinstance(one, dict) else one for one in entries]
    path.write_bytes(b"\n".join(x if isinstance(x, bytes) else x.encode() for x in lines))
    return read_metadata(path)


def test_every_value_of_a_line_is_read(tmp_path):
    (line,) = read(tmp_path, FULL)
    assert line.number == 1 and line.faults == ()
    assert line.record == Record(
        "images/a.png",
        ("a gold ring", "a ring with a ruby"),
        Attributes("ring", "yellow gold", ("ruby",), "heart", ("halo",)),
        split="train",
        source="s01",
        product="q7",
        described=Described(("a ring",), {"ring": 0.5}),
        others={"scene": "on white", "price": {"EUR": 120}, "notes": None},
    )


@pytest.mark.parametrize(
    "entry",
    [
        FULL,
        {"file_name": "a.png", "captions": ["x"], "stones": []},
        {"file_name": "a.png", "captions": [], "described": "by hand"},
        {"file_name": "a.png", "captions": ["x"], "metal": 925, "text": "kept as well"},
    ],
)
def test_what_a_person_wrote_is_written_back(tmp_path, entry):
    (line,) = read(tmp_path, entry)
    written = metadata_text([line.record])
    assert written.count("\n") == 1 and json.loads(written) == entry


@pytest.mark.parametrize("text", ["é\n€", 'a "gold" ring', "a\u2028ring"])
def test_a_record_is_one_line(tmp_path, text):
    record = Record("a.png", (text,))
    path = tmp_path / "metadata.jsonl"
    append_records(path, [record])
    append_records(path, [record])
    assert [line.record for line in read_metadata(path)] == [record, record]


def test_stones_are_named_none_or_unknown(tmp_path):
    named, none, unknown, null, faulty = (
        line.record.attributes
        for line in read(
            tmp_path,
            {"file_name": "a", "type": "ring", "stones": "ruby"},
            {"file_name": "b", "type": "ring", "stones": []},
            {"file_name": "c", "type": "ring"},
            {"file_name": "d", "type": "ring", "stones": None},
            {"file_name": "e", "type": "ring", "stones": 0},
        )
    )
    assert named.stones == ("ruby",) and none.no_stones
    assert not (unknown.stones_known or null.stones_known or faulty.stones_known)


def test_a_line_without_labels_has_no_attributes(tmp_path):
    first, second = read(tmp_path, {"file_name": "a"}, {"file_name": "b", "type": None})
    assert first.record.attributes is None and second.record.attributes is None


def test_faults_come_with_the_lines_number_and_the_rest_of_a_line_is_used(tmp_path):
    wrong = {"file_name": "a.png", "captions": ["a ring", 3], "metal": 925, "type": "ring"}
    latin = b'{"file_name": "caf\xe9.png"}'
    lines = read(tmp_path, "", "{", wrong, latin, "[1]", {"captions": "x"})
    assert {line.number: line.faults for line in lines} == {
        2: ("is not JSON",),
        3: ("has a metal that is not text", "has captions that are not a list of texts"),
        4: ("is not UTF-8 text",),
        5: ("is not a JSON object",),
        6: ("has no file_name",),
    }
    record = lines[1].record
    assert record.captions == ("a ring",) and record.attributes == Attributes("ring")


@pytest.mark.parametrize("name", ["../a.png", "/a.png", "a/../../b.png", "a\0.png"])
def test_names_outside_the_folder_are_refused(tmp_path, name):
    (line,) = read(tmp_path, {"file_name": name, "captions": ["x"]})
    assert line.record is None and line.faults == ("has a file_name outside the folder",)


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    (line,) = read(tmp_path, b'\xef\xbb\xbf{"file_name": "a.png", "text": " a ring "}\r\n\r\n')
    assert line.record == Record("a.png", ("a ring",))


@pytest.mark.parametrize("written", [0, 1, 30, 10_000])
def test_lines_that_a_killed_run_was_adding_are_completed(tmp_path, written, monkeypatch):
    path = tmp_path / "metadata.jsonl"
    append_records(path, [Record("a.png", ("x",))])
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.unlink", lambda *_, **__: None)  # killed before it cleared up
        append_records(path, [Record("b.png", ("y",)), Record("c.png", ("z",))])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(before) + written])
    finish_append(tmp_path)
    assert path.read_bytes() == whole and [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_file_edited_after_a_kill_stays_as_it_is(tmp_path):
    path = tmp_path / "metadata.jsonl"
    path.write_text('{"file_name": "a.png", "captions": ["my own words",]}')
    (tmp_path / JOURNAL).write_text(
        json.dumps({"file": path.name, "size": 20, "text": '{"file_name": "b.png"}\n'})
    )
    before = path.read_bytes()
    finish_append(tmp_path)
    assert path.read_bytes() == before and not (tmp_path / JOURNAL).exists()


def test_a_last_line_without_an_end_is_ended_before_more_are_added(tmp_path):
    path = tmp_path / "metadata.jsonl"
    path.write_text('{"file_name": "a.png", "captions": ["x"]}')
    append_records(path, [Record("b.png", ("y",))])
    assert [line.record.file_name for line in read_metadata(path)] == ["a.png", "b.png"]


ARRAY = """[
  {"file_name": "a.png",
   "captions": ["é ring"]}, {"file_name": "b.png", "text": "x"},

  {"file_name": "c.png", "price": [1, 2]}
]
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("form", ["lines", "array"])
def test_what_editors_make_of_the_file_is_read(tmp_path, encoding, form):
    entries = json.loads(ARRAY)
    text = ARRAY if form == "array" else "".join(f"{json.dumps(one)}\n" for one in entries)
    path = tmp_path / "metadata.jsonl"
    path.write_bytes(text.encode(encoding))
    before, lines = path.read_bytes(), read_metadata(path)
    assert [line.number for line in lines] == ([2, 3, 5] if form == "array" else [1, 2, 3])
    assert [line.record.captions for line in lines] == [("é ring",), ("x",), ()]
    assert not any(line.faults for line in lines)
    kept = as_lines(path)
    if form == "lines" and encoding.startswith("utf-8"):
        assert kept is None and path.read_bytes() == before
    else:
        assert kept and kept.read_bytes() == before
        assert [json.loads(line) for line in path.read_text("utf-8").splitlines()] == entries


@pytest.mark.parametrize(
    ("text", "number"),
    [('[\n{"file_name": "a.png"},\n{"file_name": "b.png",}\n]', 3),
     ('[{"file_name": "a.png"}\n\n', 3), ('[{"file_name": "a.png"}]\n[]', 2)],
)  # fmt: skip
def test_a_slip_in_an_array_is_named_by_its_line(tmp_path, text, number):
    *_, last = read(tmp_path, text)
    assert (last.number, last.record, last.faults) == (number, None, ("is not JSON",))


def test_replacing_a_line_leaves_all_others_to_the_byte(tmp_path):
    path = tmp_path / "metadata.jsonl"
    path.write_bytes(b'{ "file_name":"a.png" }\r\n\n{"file_name": "b.png"}\n{"file_name":"c.png"}')
    replace_records(path, {3: Record("b.png", ("new",))})
    first, blank, second, third = path.read_bytes().split(b"\n")
    assert (first, blank) == (b'{ "file_name":"a.png" }\r', b"")
    assert json.loads(second)["captions"] == ["new"] and third == b'{"file_name":"c.png"}'


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_table_saved_by_a_spreadsheet_is_read(tmp_path, encoding):
    path = tmp_path / "metadata.csv"
    path.write_bytes('file_name;text\na.png;"é ring"\n'.encode(encoding))
    (line,) = read_metadata(path)
    assert line.record == Record("a.png", ("é ring",))


def test_half_a_character_in_a_caption_is_replaced(tmp_path):
    line = '{"file_name": "a.jpg", "captions": ["a \\ud800 ring", "a \\ud83d\\udc8d ring"]}'
    (found,) = read(tmp_path, line)
    assert found.record.captions == ("a ? ring", "a \N{RING} ring")
    assert "has characters that are no text" in found.faults
