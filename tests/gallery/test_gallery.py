"""Galleries as shops write them, correct and broken: search, filters, reasons, duplicates."""

import json
import logging
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from captioning.gallery import saved_index
from captioning.gallery.gallery import Filters, Gallery, GalleryError, Piece
from captioning.gallery.index import InvertedIndex
from captioning.language.query import Query
from captioning.language.terms import Term

CAPTIONS = {
    "ruby.png": "a rose gold ring with a ruby",
    "plain.png": "a plain silver ring",
    "hoops.png": "yellow gold hoops with pearls",
    "heart.png": "a silver heart pendant on a chain",
    "steel.png": "a steel watch with a black dial",
}


def picture(seed: int) -> Image.Image:
    noise = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((64, 64))


def write_gallery(folder: Path, captions: dict[str, str | list[str]], **labels: object) -> Path:
    folder.mkdir(exist_ok=True)
    lines = []
    for seed, (name, said) in enumerate(captions.items()):
        picture(seed).save(folder / name)
        texts = [said] if isinstance(said, str) else said
        lines.append(json.dumps({"file_name": name, "captions": texts, **labels}))
    (folder / "metadata.jsonl").write_text("\n".join(lines))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_gallery(tmp_path / "shop", CAPTIONS)


@pytest.fixture
def gallery(folder: Path) -> Gallery:
    return Gallery.open(folder)


def names(hits: list) -> list[str]:
    return [hit.piece.id for hit in hits]


def test_the_piece_that_is_described_comes_first(gallery: Gallery) -> None:
    for name, caption in CAPTIONS.items():
        hits = gallery.search(caption)
        assert hits[0].piece.id == name
        assert hits[0].score == pytest.approx(1.0)


@pytest.mark.parametrize("query", ["ROSE-GOLD, RING!!!", "  rose   gold\nring ", "rose gold rings"])
def test_capitals_punctuation_and_plurals_do_not_matter(gallery: Gallery, query: str) -> None:
    assert gallery.search(query)[0].piece.id == "ruby.png"


@pytest.mark.parametrize(
    "query", ["", "   ", "?!", "the of a", "xyzzy plugh", Query(), Query({"": 1.0})]
)
def test_a_query_without_known_words_finds_nothing(gallery: Gallery, query: str | Query) -> None:
    assert gallery.search(query) == []


def test_a_million_words_are_answered(gallery: Gallery) -> None:
    assert gallery.search("silver ring " * 500_000)[0].piece.id == "plain.png"


def test_a_gallery_without_pieces_finds_nothing(tmp_path: Path) -> None:
    (tmp_path / "metadata.jsonl").write_text("\n")
    gallery = Gallery.open(tmp_path)
    assert list(gallery.pieces) == []
    assert gallery.search("a gold ring") == []


def test_white_gold_finds_silver_and_says_why(gallery: Gallery) -> None:
    hit = next(hit for hit in gallery.search("white gold ring") if hit.piece.id == "plain.png")
    reason = next(reason for reason in hit.reasons if reason.name == "metal: silver")
    assert reason.query_words == ("white gold",)
    assert reason.piece_words == ("silver",)


WORDS = "gold silver white ring rings pearl ruby diamonds heart watch with"
KINDS = "together type metal stones motif"  # words, and names of attribute terms as well
sentences = st.lists(
    st.sampled_from([*WORDS.split(), *KINDS.split()]),
    max_size=8,
).map(" ".join)


@given(
    st.lists(sentences, min_size=1, max_size=12),
    st.one_of(sentences, st.dictionaries(sentences, st.floats(0, 3), max_size=4).map(Query)),
)
@settings(max_examples=40, deadline=None)
def test_reasons_add_up_to_the_score(captions: list[str], query: str | Query) -> None:
    pieces = [
        Piece(id=str(number), image=Path("absent.png"), captions=(caption,))
        for number, caption in enumerate(captions)
    ]
    for hit in Gallery.of(pieces).search(query, k=12, minimum=0):
        assert 0 < hit.score <= 1
        assert sum(reason.share for reason in hit.reasons) == pytest.approx(hit.score, abs=1e-12)
        shares = [reason.share for reason in hit.reasons]
        assert shares == sorted(shares, reverse=True)
        assert all(reason.query_words and reason.piece_words for reason in hit.reasons)


def test_together_is_a_word_too() -> None:
    said = ("two rings worn together",)
    gallery = Gallery.of([Piece(id="set", image=Path("absent.png"), captions=said)])
    reasons = gallery.search("rings that go together", minimum=0)[0].reasons
    assert ("together",) in [reason.query_words for reason in reasons]


def test_everything_a_model_says_can_be_the_query(gallery: Gallery) -> None:
    texts = {"a silver ring": 0.2, "a rose gold ring": 0.7}
    hits = gallery.search(Query(texts, {Term("word", "ruby"): 0.9}), minimum=0)
    assert names(hits)[0] == "ruby.png"
    assert "plain.png" in names(hits)


def test_filters(gallery: Gallery) -> None:
    query = "gold ring with a ruby, silver heart, hoops, watch"
    found = {
        key: set(names(gallery.search(query, filters=filters, minimum=0)))
        for key, filters in {
            "rings": Filters(type="ring"),
            "silver": Filters(metal="silver"),
            "silver rings": Filters(type="ring", metal="silver"),
            "rubies": Filters(stone="ruby"),
            "red stones": Filters(stone="red"),
            "hearts": Filters(motif="heart"),
            "brooches": Filters(type="brooch"),
            "rubies or hearts": Filters(type=("ring", "pendant"), stone=("ruby", "blue")),
        }.items()
    }
    assert found == {
        "rings": {"ruby.png", "plain.png"},
        "silver": {"plain.png", "heart.png", "steel.png"},
        "silver rings": {"plain.png"},
        "rubies": {"ruby.png"},
        "red stones": {"ruby.png"},
        "hearts": {"heart.png"},
        "brooches": set(),
        "rubies or hearts": {"ruby.png"},
    }


def test_labels_and_filters_are_understood_as_shops_write_them(tmp_path: Path) -> None:
    labels = [
        ("Ring", "Silver", ["Ruby"]),
        ("Rings", "925 Sterling Silver", ["Natural Ruby"]),
        ("Jewelry > Rings", "18K Yellow Gold", "Rubies & Diamonds"),
        ("Earring", "White Gold", "None"),
    ]
    lines = []
    for seed, (kind, metal, stones) in enumerate(labels):
        picture(seed).save(tmp_path / f"{seed}.png")
        lines.append({"file_name": f"{seed}.png", "captions": ["a red thing"], "type": kind,
                      "metal": metal, "stones": stones})  # fmt: skip
    (tmp_path / "metadata.jsonl").write_text("\n".join(map(json.dumps, lines)))
    gallery = Gallery.open(tmp_path)
    assert [(piece.type, piece.metal, piece.stones) for piece in gallery.pieces] == [
        ("ring", "silver", ("ruby",)),
        ("ring", "silver", ("ruby",)),
        ("ring", "yellow gold", ("ruby", "diamond")),
        ("earrings", "silver", ()),
    ]
    assert gallery.pieces[3].no_stones
    for filters, found in {
        Filters(type="Rings"): {"0.png", "1.png", "2.png"},
        Filters(metal="Sterling Silver"): {"0.png", "1.png", "3.png"},
        Filters(metal="14k gold"): {"2.png"},
        Filters(stone="Natural Rubies"): {"0.png", "1.png", "2.png"},
        Filters(stone="Red"): {"0.png", "1.png", "2.png"},
        Filters(type="Cufflinks"): set(),
    }.items():
        hits = gallery.search("a red thing", filters=filters, minimum=0)
        assert set(names(hits)) == found, filters


def test_k_minimum_and_exclude(gallery: Gallery) -> None:
    everything = gallery.search("silver ring", k=5, minimum=0)
    assert names(gallery.search("silver ring", k=1, minimum=0)) == names(everything)[:1]
    assert gallery.search("silver ring", k=0) == []
    bar = everything[1].score
    assert all(hit.score >= bar for hit in gallery.search("silver ring", minimum=bar))
    assert (
        names(gallery.search("silver ring", k=4, minimum=0, exclude=names(everything)[:1]))
        == (names(everything)[1:])
    )


def test_more_like_a_piece_leaves_it_out(gallery: Gallery) -> None:
    hits = gallery.similar("ruby.png", minimum=0)
    assert names(hits)[0] == "plain.png"
    assert "ruby.png" not in names(hits)
    with pytest.raises(GalleryError, match="no piece 'absent"):
        gallery.similar("absent.png")


def test_one_picture_is_listed_once(folder: Path) -> None:
    captions = CAPTIONS | {"again.jpg": "a plain silver ring band", "own.png": "a silver ring"}
    write_gallery(folder, captions)
    picture(1).resize((48, 48)).save(folder / "again.jpg", quality=60)
    gallery = Gallery.open(folder)
    found = names(gallery.search("a plain silver ring", minimum=0))
    assert len({"plain.png", "again.jpg"} & set(found)) == 1
    assert "own.png" in found
    assert "again.jpg" not in names(gallery.similar("plain.png", minimum=0))
    own = names(gallery.search("a plain silver ring", minimum=0, photo=picture(6)))
    assert "own.png" not in own and "plain.png" in own


def test_different_pieces_with_one_caption_are_all_listed(tmp_path: Path) -> None:
    captions = {f"{number}.png": "a plain gold ring" for number in range(30)}
    gallery = Gallery.open(write_gallery(tmp_path, captions))
    assert len(gallery.search("gold ring", k=25)) == 25


def test_labels_win_over_what_the_caption_says(tmp_path: Path) -> None:
    write_gallery(tmp_path, {"a.png": "a gold ring"}, type="pendant", stones=["opal"], style="halo")
    gallery = Gallery.open(tmp_path)
    piece = gallery.pieces[0]
    assert (piece.type, piece.metal, piece.stones) == ("pendant", "yellow gold", ("opal",))
    assert gallery.search("opal pendant")[0].piece == piece
    assert piece.style == ("halo",)


def test_attributes_come_from_captions_without_labels(tmp_path: Path) -> None:
    write_gallery(tmp_path, {"a.png": ["a gold heart ring", "set with two rubies"]})
    piece = Gallery.open(tmp_path).pieces[0]
    assert (piece.type, piece.metal, piece.stones, piece.motif) == (
        *("ring", "yellow gold", ("ruby",), "heart"),
    )


def test_labels_are_read_in_the_vocabularys_form(tmp_path: Path) -> None:
    labels = {"type": "Earring", "metal": "White Gold", "stones": ["Rubies"]}
    write_gallery(tmp_path / "a", {"a.png": "hoops"}, **labels)
    piece = Gallery.open(tmp_path / "a").pieces[0]
    assert (piece.type, piece.metal, piece.stones) == ("earrings", "silver", ("ruby",))
    write_gallery(tmp_path / "b", {"b.png": "a ring with a ruby"}, stones=[])
    piece = Gallery.open(tmp_path / "b").pieces[0]
    assert piece.stones == () and piece.no_stones


def test_broken_lines_are_left_out_and_counted(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (folder / "metadata.jsonl").open("a") as file:
        file.write('\n{"file_name": "broken\n[1, 2]\n{"captions": ["no name"]}\n')
        file.write('{"file_name": "lost.png", "captions": ["a ring"]}\n')
        file.write('{"file_name": "../outside.png", "captions": ["a ring"]}\n')
        file.write('{"file_name": "plain.png", "captions": []}\n')
        file.write('{"file_name": "plain.png", "captions": ["a corrected bronze ring"]}\n')
    gallery = Gallery.open(folder)
    assert len(gallery.pieces) == len(CAPTIONS)
    assert gallery.search("bronze ring")[0].piece.id == "plain.png"
    assert "7 lines have faults" in caplog.text
    assert str(folder.parent) not in caplog.text


@pytest.mark.parametrize("text", ["{", "null", '{"file_name": "lost.png", "captions": ["a"]}'])
def test_no_usable_line_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "metadata.jsonl").write_text(text)
    with pytest.raises(GalleryError, match=r"No line of metadata.jsonl .* can be used"):
        Gallery.open(tmp_path)


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="python -m captioning index shop") as caught:
        Gallery.open(tmp_path / "shop")
    assert str(tmp_path) not in str(caught.value)


def test_binary_rubbish_as_metadata(tmp_path: Path) -> None:
    (tmp_path / "metadata.jsonl").write_bytes(bytes(range(256)))
    with pytest.raises(GalleryError):
        Gallery.open(tmp_path)


def test_the_index_is_saved_used_again_and_rebuilt_when_captions_change(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Gallery.open(folder).search("silver ring")
    assert (folder / "index.npz").is_file()
    with monkeypatch.context() as patch:
        patch.setattr(InvertedIndex, "build", None)
        assert Gallery.open(folder).search("silver ring") == first
    assert "indexing" not in caplog.text
    write_gallery(folder, CAPTIONS | {"plain.png": "a bronze bangle"})
    assert Gallery.open(folder).search("bronze bangle")[0].piece.id == "plain.png"
    assert "captions of shop have changed: the index is rebuilt" in caplog.text


@pytest.mark.parametrize("length", [0, 200])
def test_a_spoiled_index_is_made_anew(folder: Path, length: int) -> None:
    first = Gallery.open(folder).search("silver ring")
    path = folder / "index.npz"
    path.write_bytes(path.read_bytes()[:length])
    assert Gallery.open(folder).search("silver ring") == first
    assert path.stat().st_size > length


def test_a_folder_that_cannot_be_written_is_searched_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saved_index, "save", full)
    caplog.set_level(logging.INFO)
    assert Gallery.open(folder).search("silver ring")[0].piece.id == "plain.png"
    assert "stays in memory (No space left on device)" in caplog.text


def test_what_models_expect_is_searched_until_a_person_corrects_it(tmp_path: Path) -> None:
    picture(0).save(tmp_path / "a.png")
    described = {"captions": ["a gold ring"], "expected": {"a gold ring": 0.5, "brass nut": 0.5}}
    record = {"file_name": "a.png", "captions": ["a gold ring"], "described": described}
    (tmp_path / "metadata.jsonl").write_text(json.dumps(record))
    assert names(Gallery.open(tmp_path).search("brass nut")) == ["a.png"]
    (tmp_path / "metadata.jsonl").write_text(json.dumps(record | {"captions": ["a silver ring"]}))
    assert names(Gallery.open(tmp_path).search("brass nut")) == []
    assert names(Gallery.open(tmp_path).search("silver ring")) == ["a.png"]


RECORDS = [
    {"kind": "word", "text": "halo", "weight": 0.2},
    {"kind": "metal", "text": "silver", "weight": 0.9},
    {"kind": "together", "text": "ring, silver, red stones", "weight": 0.3, "parts": [
        {"kind": "type", "text": "ring"}, {"kind": "metal", "text": "silver"},
        {"kind": "stones", "text": "red"}]},
]  # fmt: skip
EARLIER = {"halo": 0.2, "metal: silver": 0.9, "together: ring, silver, red stones": 0.3}


@pytest.mark.parametrize("expected", [RECORDS, EARLIER])
def test_what_models_expect_is_searched_however_it_was_written(
    tmp_path: Path, expected: object
) -> None:
    described = {"captions": ["a ring"], "expected": expected}
    write_gallery(tmp_path, {"a.png": "a ring"}, described=described)
    (piece,) = Gallery.open(tmp_path).pieces
    parts = (Term("type", "ring"), Term("metal", "silver"), Term("stones", "red"))
    assert piece.query == Query(
        terms={
            Term("word", "halo"): 0.2,
            Term("metal", "silver"): 0.9,
            Term("together", parts): 0.3,
        }
    )


def test_a_corrected_caption_replaces_what_models_expected(tmp_path: Path) -> None:
    described = {"captions": ["a ring"], "expected": RECORDS}
    write_gallery(tmp_path, {"a.png": "a gold bangle"}, described=described)
    (piece,) = Gallery.open(tmp_path).pieces
    assert piece.query == Query({"a gold bangle": 1})
