"""Milvus returns the same hits and scores as memory, filters included."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest

from captioning.gallery.backend import MemoryBackend
from captioning.gallery.exclusions import excluded_facets
from captioning.gallery.gallery import Filters, Gallery, GalleryError, Piece
from captioning.language.attributes import attributes

pytest.importorskip("pymilvus", reason="the extra packages pymilvus and milvus-lite are absent")
pytest.importorskip("milvus_lite", reason="the extra package milvus-lite is absent")

from pymilvus import MilvusClient

from captioning.gallery.milvus import MilvusBackend

ROOT = Path(__file__).parents[2]
METALS = ["yellow gold", "rose gold", "silver", "white gold"]
TYPES = ["ring", "earrings", "necklace", "bangle"]
STONES = ["", "with a ruby", "with diamonds", "with pearls and sapphires"]
DETAILS = ["heart", "twisted", "plain", "hammered", "leaf", "delicate", "wide", "antique"]


def sentence(rng: np.random.Generator) -> str:
    details = " ".join(rng.choice(DETAILS, 2))
    return f"{details} {rng.choice(METALS)} {rng.choice(TYPES)} {rng.choice(STONES)}"


@pytest.fixture(scope="module", autouse=True)
def impatient():
    """pymilvus looks only every half second whether an index is built; here at once."""
    with pytest.MonkeyPatch.context() as patch:
        often = SimpleNamespace(time=time.time, sleep=lambda seconds: time.sleep(seconds / 50))
        patch.setattr("pymilvus.client.grpc_handler.time", often)
        yield


@pytest.fixture(scope="module")
def memory() -> Gallery:
    rng = np.random.default_rng(11)
    pieces = []
    for number in range(300):
        caption = sentence(rng) if number else "the"
        said = attributes(caption)
        pieces.append(
            Piece(
                id=f'{number} "b".png',
                image=Path("absent.png"),
                captions=(caption,),
                **asdict(said),
            )
        )
    return Gallery.of(pieces)


@pytest.fixture(scope="module")
def remote(memory: Gallery, tmp_path_factory: pytest.TempPathFactory):
    url = str(tmp_path_factory.mktemp("milvus") / "shop.db")
    MilvusBackend.fill(url, memory.backend).close()
    gallery = Gallery.open(url)
    yield gallery
    gallery.backend.close()


def test_the_same_top_20_for_200_queries(memory: Gallery, remote: Gallery) -> None:
    rng = np.random.default_rng(12)
    for number in range(200):
        query = sentence(rng)
        filters = Filters()
        if number % 4 == 1:
            filters = Filters(type=str(rng.choice(TYPES)))
        elif number % 4 == 2:
            stone = str(rng.choice(["ruby", "clear", "pearl"]))
            filters = Filters(metal=("silver", "rose gold"), stone=(stone, "emerald"))
        elif number % 4 == 3:
            filters = Filters(motif="heart")
        here = memory.rank(query, k=20, filters=filters)
        there = remote.rank(query, k=20, filters=filters)
        assert [piece.id for piece, _ in there] == [piece.id for piece, _ in here]
        assert [score for _, score in there] == pytest.approx([score for _, score in here])


def test_filters_are_understood_as_shops_write_them(memory: Gallery, remote: Gallery) -> None:
    for written, plain in (
        (Filters("Rings", "925 Silver"), Filters("ring", "silver")),
        (Filters(stone="Natural Rubies"), Filters(stone="ruby")),
        (Filters(stone="Red"), Filters(stone="red")),
    ):
        here, there = (
            [piece.id for piece, _ in one.rank("a ring with a ruby", k=20, filters=filters)]
            for one, filters in ((memory, plain), (remote, written))
        )
        assert here and there == here


def test_hits_and_reasons_are_the_same(memory: Gallery, remote: Gallery) -> None:
    here, there = (each.search("white gold ring with a ruby", k=3) for each in (memory, remote))
    for one, other in zip(here, there, strict=True):
        assert one.piece.id == other.piece.id
        assert one.score == pytest.approx(other.score)
        assert [reason.term for reason in one.reasons] == [reason.term for reason in other.reasons]
    first = here[0].piece.id
    assert [hit.piece.id for hit in remote.similar(first)] == [
        hit.piece.id for hit in memory.similar(first)
    ]


TYPED = [
    "ring, not gold",
    "heart earrings, no rubies",
    "necklace without stones",
    "bangle, not twisted",
    "not hammered",
    "ruby or pearl ring",
    "necklace or bangle in rose gold or silver",
    "ring or earrings with sapphires or rubies, not antique, not white gold",
    "Silberring ohne Rubin",
    "gold leaf zirconium earings",
]


@pytest.mark.parametrize("filters", [Filters(), Filters(type="ring")])
def test_typed_words_find_the_same_in_both(
    memory: Gallery, remote: Gallery, filters: Filters
) -> None:
    """Exclusions by label and by word, alternatives, other languages, words that no piece has."""
    for query in TYPED:
        here, there = (one.search(query, k=12, filters=filters) for one in (memory, remote))
        assert [hit.piece.id for hit in there] == [hit.piece.id for hit in here], query
        assert [hit.score for hit in there] == pytest.approx([hit.score for hit in here], abs=1e-6)
        without = Filters(without=excluded_facets(memory.understand(query)))
        assert all(without.match(hit.piece) for hit in there), query
        assert remote.remarks(query) == memory.remarks(query)
    assert len(memory.search(TYPED[0], k=12)) == 12


def test_pieces_come_back_whole(memory: Gallery, remote: Gallery) -> None:
    assert len(remote.pieces) == 300
    for one, other in zip(memory.pieces, remote.pieces, strict=True):
        assert (one.id, one.captions, one.stones) == (other.id, other.captions, other.stones)
    assert remote.pieces[7].captions == memory.pieces[7].captions
    assert [piece.id for piece in remote.pieces[5:9]] == [p.id for p in memory.pieces[5:9]]


def test_a_gallery_is_opened_by_another_program(memory: Gallery, tmp_path: Path) -> None:
    url = str(tmp_path / "shop.db")
    MilvusBackend.fill(url, memory.backend).close()
    client = MilvusClient(url)
    for collection in client.list_collections():  # the state in which a new process finds them
        client.release_collection(collection)
    client.close()
    opened = Gallery.open(url)
    assert len(opened.pieces) == len(memory.pieces)
    (here, score), (there, other) = (
        gallery.rank("a silver ring", k=1)[0] for gallery in (memory, opened)
    )
    assert (there.id, other) == (here.id, pytest.approx(score))
    opened.backend.close()


def named(names: list[str], caption: str, **attributes) -> Gallery:
    pieces = [
        Piece(id=name, image=Path("absent.png"), captions=(caption,), **attributes)
        for name in names
    ]
    return Gallery.of(pieces)


def test_a_search_meets_one_filling_whole_while_others_run(tmp_path: Path) -> None:
    """Old pieces with old terms or new pieces with new terms, never a mixture."""
    fillings = [
        named([f"{n}.png" for n in range(9)], "a silver ring with a ruby"),
        named([f"{n}.png" for n in range(7)], "wooden heart pendant, carved, on a ring of cord"),
    ]
    url = str(tmp_path / "shop.db")
    MilvusBackend.fill(url, fillings[0].backend)
    opened = Gallery.open(url)
    stop, faults, searches = Event(), [], []

    def search() -> None:
        while not stop.is_set():
            try:
                hits = opened.search("ring with a ruby", k=5, minimum=0.0)
                captions = {hit.piece.captions for hit in hits}
                if len(captions) != 1:
                    faults.append(captions)
                for hit in hits:
                    here = fillings[len(hit.piece.captions[0]) > 30]
                    (same,) = here.search("ring with a ruby", k=1, minimum=0.0)
                    if abs(hit.score - same.score) > 1e-6:
                        faults.append((hit.score, same.score))
                searches.append(len(hits))
            except Exception as error:
                faults.append(error)

    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(search) for _ in range(2)]
        for number in range(20):
            MilvusBackend.fill(url, fillings[(number + 1) % 2].backend)
        stop.set()
        for one in running:
            one.result()
    assert not faults
    assert searches
    assert opened.search("a wooden heart", k=1) == []  # the twentieth filling is of silver rings
    assert len(opened.pieces) == 9


def test_an_open_gallery_sees_a_new_filling(tmp_path: Path) -> None:
    url = str(tmp_path / "shop.db")
    MilvusBackend.fill(url, named(["a.png"], "a silver ring").backend)
    opened = Gallery.open(url)
    assert opened.search("wooden pendant") == []
    MilvusBackend.fill(url, named(["b.png", "c.png"], "a wooden pendant").backend)
    assert {hit.piece.id for hit in opened.search("wooden pendant")} == {"b.png", "c.png"}
    client = MilvusClient(url)
    MilvusBackend.fill(url, named(["d.png"], "a wooden pendant").backend)
    assert len(client.list_collections()) == 4  # the one before may still be searched


@pytest.mark.parametrize("name", ["café.jpg", 'a "b" \\c.jpg', "two\nlines.jpg", "日本.jpg"])
def test_names_and_filters_in_any_letters(tmp_path: Path, name: str) -> None:
    url = str(tmp_path / "shop.db")
    MilvusBackend.fill(url, named([name], "a silver ring", stones=("émeraude",)).backend)
    opened = Gallery.open(url)
    for filters in (Filters(), Filters(stone="émeraude")):
        (hit,) = opened.search("silver ring", filters=filters)
        assert hit.piece.id == name
    assert opened.search("silver ring", filters=Filters(stone="é' or 1 == 1")) == []
    assert opened.similar(name) == []


def test_a_hit_whose_words_are_not_its_own_is_refused(memory: Gallery) -> None:
    """As when an index belongs to other captions."""
    other = named([str(n) for n in range(300)], "a wooden pendant")
    mixed = MemoryBackend(other.pieces, memory.backend.index)
    with pytest.raises(GalleryError, match="does not fit its index"):
        Gallery(mixed).search("twisted hammered ring", minimum=0.0)


def test_a_file_that_another_process_has_is_one_sentence(tmp_path: Path) -> None:
    url = str(tmp_path / "shop.db")
    script = (
        "import sys; from pymilvus import MilvusClient; MilvusClient(sys.argv[1]);"
        "print('open', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout.readline() == b"open\n"
        command = [sys.executable, "-m", "captioning", "search", "ring", "--gallery", url]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 1
        assert done.stderr == (
            "shop.db is in use by another process; close it there, or use another file.\n"
        )
    finally:
        holder.communicate()


def test_errors_are_sentences(tmp_path: Path, remote: Gallery) -> None:
    with pytest.raises(GalleryError, match="has no gallery"):
        Gallery.open(str(tmp_path / "empty.db"))
    assert not (tmp_path / "empty.db").exists()
    with pytest.raises(GalleryError, match="names no gallery"):
        Gallery.open("milvus://localhost:19530/")
    with pytest.raises(GalleryError, match="no piece"):
        remote.similar("absent.png")
    assert remote.search("") == []
