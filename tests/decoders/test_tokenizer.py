"""The tokenizer: what a word is, and what the vocabulary holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import PreTrainedTokenizerFast

from captioning.decoders.tokenizer import (
    build_tokenizer,
    encode_caption,
    load_tokenizer,
    split_words,
)

CAPTIONS = ["a gold ring with a ruby", "a silver ring", "A Gold chain"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A Ring, in GOLD.", ["a", "ring", "in", "gold"]),
        ("a child's t-shirt", ["a", "child's", "t-shirt"]),
        ("three-stone ring - new", ["three-stone", "ring", "new"]),
        ("ｐａｖé  halo", ["pavé", "halo"]),
        ("...", []),
    ],
)
def test_words(text, expected):
    assert split_words(text) == expected


@given(st.text(max_size=60))
def test_words_are_stable(text):
    once = split_words(text)
    assert split_words(" ".join(once)) == once


def test_vocabulary_is_ranked_and_cut():
    tokenizer = build_tokenizer(CAPTIONS, vocabulary=9)
    kept = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().get)
    assert kept == ["<pad>", "<s>", "</s>", "<unk>", "<complete>", "a", "gold", "ring", "chain"]


def test_rare_words_are_unknown():
    tokenizer = build_tokenizer(CAPTIONS, minimum_count=2)
    ids = encode_caption(tokenizer, "a ruby ring")
    assert ids == [1, tokenizer.get_vocab()["a"], 3, tokenizer.get_vocab()["ring"], 2]


def test_no_frequent_word_is_an_error():
    with pytest.raises(ValueError, match="minimum_count"):
        build_tokenizer(CAPTIONS, minimum_count=9)


def test_long_captions_of_pieces_begin_with_their_level():
    tokenizer = build_tokenizer(CAPTIONS)
    long = "a gold ring with a ruby " * 2
    assert encode_caption(tokenizer, long)[0] == tokenizer.bos_token_id
    assert encode_caption(tokenizer, long, of_piece=True)[0] == tokenizer.complete_token_id
    assert encode_caption(tokenizer, CAPTIONS[0], of_piece=True)[0] == tokenizer.bos_token_id
    assert tokenizer.text(encode_caption(tokenizer, long, of_piece=True)) == long.strip()


def test_long_caption_is_cut_without_an_end():
    tokenizer = build_tokenizer(CAPTIONS)
    ids = encode_caption(tokenizer, "ring " * 40, length=25)
    assert len(ids) == 25
    assert tokenizer.eos_token_id not in ids


def test_saved_equals_reloaded(tmp_path):
    tokenizer = build_tokenizer(CAPTIONS)
    tokenizer.save_pretrained(tmp_path)
    again = load_tokenizer(tmp_path)
    theirs = PreTrainedTokenizerFast.from_pretrained(tmp_path)
    text = "A gold, silver ring of amber <pad> </s>"
    ids = encode_caption(tokenizer, text)
    assert encode_caption(again, text) == ids
    assert theirs(text)["input_ids"] == ids[1:-1]
    assert len(theirs) == len(again) == len(tokenizer)
    assert theirs.convert_ids_to_tokens(ids) == again.convert_ids_to_tokens(ids)
    for name in ("pad_token_id", "bos_token_id", "eos_token_id", "unk_token_id"):
        assert getattr(theirs, name) == getattr(again, name)
    assert sorted(theirs.all_special_ids) == sorted(again.all_special_ids)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"tokenizer\.json is missing"):
        load_tokenizer(tmp_path)
