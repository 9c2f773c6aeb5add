"""The inverted index against a brute-force cosine, and how it treats damaged files."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.pipeline import make_pipeline

from captioning.gallery import saved_index
from captioning.gallery.asked_terms import AskedTerms
from captioning.gallery.blocks import Blocks
from captioning.gallery.index import InvertedIndex
from captioning.gallery.labels import has
from captioning.gallery.metadata import Piece
from captioning.gallery.nearest import Conditions, nearest
from captioning.gallery.traits import Traits
from captioning.language.facets import Facet
from captioning.language.query import Query, weighed
from captioning.language.terms import Term

WORDS = ["gold", "silver", "ring", "pearl", "ruby", "heart", "leaf", "chain", "hoop", "band"]
captions = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
galleries = st.lists(captions, min_size=1, max_size=30)


def terms(text: str) -> dict[Term, float]:
    return weighed(Query.typed(text), 2.0)


def shown(text: str) -> dict[str, float]:
    return {str(term): weight for term, weight in terms(text).items()}


def built(sentences: list[str]) -> InvertedIndex:
    return InvertedIndex.build(terms(sentence) for sentence in sentences)


def brute_force(index: InvertedIndex, query: dict[int, float]) -> np.ndarray:
    dense = np.zeros(index.vectors.shape[1])
    dense[list(query)] = list(query.values())
    return index.vectors.toarray().astype(np.float64) @ dense


@given(galleries, captions, st.integers(1, 12), st.sampled_from([0.0, 0.2, 0.7]), st.data())
@settings(max_examples=60, deadline=None)
def test_search_equals_brute_force(sentences, sentence, k, minimum, data) -> None:
    index = built(sentences)
    allowed = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(sentences), max_size=len(sentences)))
    )
    query = index.weights.vector(terms(sentence))
    scores = brute_force(index, query)
    rows = [row for row in np.argsort(-scores, kind="stable") if allowed[row]]
    expected = [row for row in rows if scores[row] > 0 and scores[row] >= minimum][:k]
    found = nearest(Blocks(index.vectors), AskedTerms(query), k, minimum, Conditions(allowed))
    np.testing.assert_allclose([score for _, score in found], scores[expected], atol=1e-12)
    assert [score for _, score in found] == pytest.approx(sorted(scores[expected])[::-1])
    assert all(allowed[row] for row, _ in found)


@pytest.mark.parametrize("groups", [1, 3, 500])
def test_any_blocks_give_the_same_answer(groups: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("captioning.gallery.blocks.LEAST", 1)
    rng = np.random.default_rng(5)
    words = rng.choice(WORDS, (20_000, 3))
    rare = [f"word{number}" for number in rng.integers(40, size=20_000)]
    index = InvertedIndex.build(
        dict.fromkeys((Term("word", one) for one in ("gold", "ring", *some, word)), 1.0)
        for some, word in zip(words, rare, strict=True)
    )
    alike = np.array([int(word.removeprefix("word")) for word in rare]) % groups
    blocks = Blocks(index.vectors, [alike])
    assert len(blocks.rows) == min(groups, 40)
    for number in range(0, 40, 4):
        asked = f"word{number}" if number % 8 else f"gold ring with word{number} and a pearl"
        query = index.weights.vector(terms(asked))
        scores = brute_force(index, query)
        found = nearest(blocks, AskedTerms(query), 10, 0.0, Conditions())
        expected = np.argsort(-scores, kind="stable")[:10]
        np.testing.assert_allclose([score for _, score in found], scores[expected], atol=1e-12)
        np.testing.assert_allclose(scores[[row for row, _ in found]], scores[expected], atol=1e-12)


def test_rows_of_a_kind_too_rare_for_a_block_lie_with_those_like_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("captioning.gallery.blocks.LEAST", 3)
    index = built(["gold ring"] * 4 + ["gold ring with a ruby"] * 3 + ["silver ring"] * 2)
    stones = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])
    kinds = np.array([0, 0, 0, 0, 0, 0, 0, 1, 1])
    found = [rows.tolist() for rows in Blocks(index.vectors, [stones, kinds]).rows]
    assert found == [[7, 8], [0, 1, 2, 3], [4, 5, 6]]
    stones[[3, 6]] = 3, 4  # two each are left, and four of a kind
    found = [rows.tolist() for rows in Blocks(index.vectors, [stones, kinds]).rows]
    assert found == [[7, 8], [0, 1, 2], [3, 4, 5, 6]]


def test_weights_are_scikit_learns_with_rarity_counted_once() -> None:
    sentences = ["gold ring ring", "silver ring", "", "a pearl on gold"]
    index = built(sentences)
    vectorizer = make_pipeline(DictVectorizer(), TfidfTransformer()).fit(map(shown, sentences))
    vectorizer[1].idf_ = vectorizer[1].idf_ ** 0.5
    expected = vectorizer.transform(map(shown, sentences)).toarray()
    numbers = {str(term): number for term, number in index.weights.numbers.items()}
    order = [numbers[name] for name in vectorizer[0].get_feature_names_out()]
    np.testing.assert_allclose(index.vectors.toarray()[:, order], expected, atol=1e-6)
    query = index.weights.vector(terms("gold and ruby ring"))
    dense = np.zeros(len(order))
    dense[list(query)] = list(query.values())
    expected = vectorizer.transform([shown("gold and ruby ring")]).toarray()[0]
    np.testing.assert_allclose(dense[order], expected)


def test_equals_come_in_the_order_of_their_rows() -> None:
    index = built(["gold ring"] * 20)
    asked = AskedTerms(index.weights.vector(terms("gold ring")))
    found = nearest(Blocks(index.vectors), asked, 5, 0.0, Conditions())
    assert [row for row, _ in found] == [0, 1, 2, 3, 4]
    assert [score for _, score in found] == pytest.approx([1.0] * 5)


@pytest.mark.parametrize("sentences", [[], [""], ["", "the of a"]])
def test_nothing_to_find(sentences: list[str]) -> None:
    index = built(sentences)
    assert len(index) == len(sentences)
    assert index.weights.vector(terms("gold ring")) == {}
    assert nearest(Blocks(index.vectors), AskedTerms({}), 5, 0.0, Conditions()) == []


PIECES = [
    Piece(id="a", image=Path("absent"), captions=("gold ring", "halo"), stones=("ruby",)),
    Piece(id="b", image=Path("absent"), captions=("",)),
    Piece(id="c", image=Path("absent"), captions=("a ruby",), metal="silver", style=("halo",)),
]


def saved(path: Path) -> tuple[InvertedIndex, Traits]:
    index = InvertedIndex.build(terms("; ".join(piece.captions)) for piece in PIECES)
    traits = Traits.of(PIECES)
    saved_index.save(path, "abc", index, traits)
    return index, traits


def test_saved_equals_loaded(tmp_path: Path) -> None:
    path = tmp_path / "index.npz"
    index, traits = saved(path)
    loaded, facets = saved_index.load(path, "abc")
    assert loaded.weights.terms == index.weights.terms
    query = AskedTerms(loaded.weights.vector(terms("ruby ring")))
    found, expected = (
        nearest(Blocks(one.vectors), query, 3, 0.0, Conditions()) for one in (loaded, index)
    )
    assert found == expected != []
    for facet in traits.labelled.numbers:
        assert facets.mask(facet).tolist() == traits.mask(facet).tolist()
    assert [path.name for path in tmp_path.iterdir()] == ["index.npz"]


def test_an_index_of_other_captions_is_not_used(tmp_path: Path) -> None:
    saved(tmp_path / "index.npz")
    assert saved_index.load(tmp_path / "index.npz", "abd") is None


@pytest.mark.parametrize("length", [0, 1, 100, -1])
def test_a_spoiled_file_is_no_index(tmp_path: Path, length: int) -> None:
    path = tmp_path / "index.npz"
    saved(path)
    path.write_bytes(path.read_bytes()[:length])
    assert saved_index.load(path, "abc") is None
    assert saved_index.load(tmp_path / "absent.npz", "abc") is None


def test_a_pickle_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.npz"
    with path.open("wb") as file:
        np.savez(file, made_of=np.array([{"terms": []}], dtype=object))
    assert saved_index.load(path, "abc") is None


@pytest.mark.parametrize("many", [False, True])
def test_facets_of_many_pieces_are_those_of_each(
    many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("captioning.gallery.traits.SEARCH", 10**6 if many else 0)
    traits = Traits.of(PIECES)
    spoken = [Facet(kind, text) for kind in ("word", "style") for text in ("gold ring", "halo")]
    asked = [*traits.labelled.numbers, *spoken, Facet("word", "ring halo"), Facet("word", "the")]
    rows = np.array([0, 2], np.int32)
    for facet in asked:
        expected = [has(piece, facet) for piece in PIECES]
        assert traits.mask(facet).tolist() == expected, facet
        assert traits.has(facet, rows).tolist() == [expected[0], expected[2]], facet
