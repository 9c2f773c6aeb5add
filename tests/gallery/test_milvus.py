"""Milvus returns the same hits and scores as memory, filters included."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from captioning.gallery.gallery import Filters, Gallery, GalleryError, Piece
from captioning.language.attributes import attributes

pytest.importorskip("pymilvus", reason="the extra packages pymilvus and milvus-lite are absent")
pytest.importorskip("milvus_lite", reason="the extra package milvus-lite is absent")

from pymilvus import MilvusClient

from captioning.gallery.milvus import MilvusBackend

METALS = ["yellow gold", "rose gold", "silver", "white gold"]
TYPES = ["ring", "earrings", "necklace", "bangle"]
STONES = ["", "with a ruby", "with diamonds", "with pearls and sapphires"]
DETAILS = ["heart", "twisted", "plain", "hammered", "leaf", "delicate", "wide", "antique"]


def sentence(rng: np.random.Generator) -> str:
    details = " ".join(rng.choice(DETAILS, 2))
    return f"{details} {rng.choice(METALS)} {rng.choice(TYPES)} {rng.choice(STONES)}"


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
            filters = Filters(metal="silver", stone=str(rng.choice(["ruby", "clear", "pearl"])))
        elif number % 4 == 3:
            filters = Filters(motif="heart")
        here = memory.rank(query, k=20, filters=filters)
        there = remote.rank(query, k=20, filters=filters)
        assert [piece.id for piece, _ in there] == [piece.id for piece, _ in here]
        assert [score for _, score in there] == pytest.approx([score for _, score in here])


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


def test_errors_are_sentences(tmp_path: Path, remote: Gallery) -> None:
    with pytest.raises(GalleryError, match="has no gallery"):
        Gallery.open(str(tmp_path / "empty.db"))
    with pytest.raises(GalleryError, match="names no gallery"):
        Gallery.open("milvus://localhost:19530/")
    with pytest.raises(GalleryError, match="no piece"):
        remote.similar("absent.png")
    assert remote.search("") == []
