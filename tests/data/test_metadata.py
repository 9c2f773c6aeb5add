"""metadata.jsonl: what is read, what is refused, and what a person wrote is written back."""

import json
from pathlib import Path

import pytest

from captioning.data import Attributes
from captioning.data.metadata import (
    Described,
    Record,
    append_records,
    mend_last_line,
    metadata_text,
    read_metadata,
)

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


@pytest.mark.parametrize(("cut", "kept"), [(0, 2), (1, 2), (2, 1), (20, 1)])
def test_a_half_written_last_line_is_removed_and_a_whole_one_is_ended(tmp_path, cut, kept):
    path = tmp_path / "metadata.jsonl"
    append_records(path, [Record("a.png", ("x",)), Record("b.png", ("y",))])
    path.write_bytes(path.read_bytes()[: path.stat().st_size - cut])
    mend_last_line(path)
    append_records(path, [Record("c.png", ("z",))])
    lines = read_metadata(path)
    assert not any(line.faults for line in lines)
    names = [line.record.file_name for line in lines]
    assert names == [*["a.png", "b.png"][:kept], "c.png"]


def test_there_may_be_nothing_to_mend(tmp_path):
    mend_last_line(tmp_path / "absent.jsonl")
    assert not (tmp_path / "absent.jsonl").exists()


def test_half_a_character_in_a_caption_is_replaced(tmp_path):
    line = '{"file_name": "a.jpg", "captions": ["a \\ud800 ring", "a \\ud83d\\udc8d ring"]}'
    (found,) = read(tmp_path, line)
    assert found.record.captions == ("a ? ring", "a \N{RING} ring")
    assert "has characters that are no text" in found.faults
