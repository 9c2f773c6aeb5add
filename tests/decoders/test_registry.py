"""The registry: each decoder has a name, a title and a model_type of its own."""

import pytest

from captioning.decoders import registry
from captioning.decoders.base import CaptionDecoder


def test_names_titles_and_kinds_are_distinct():
    rows = registry.rows()
    for marks in (
        [row.name for row in rows],
        [row.title for row in rows],
        [row.config.model_type for row in rows],
    ):
        assert len(set(marks)) == len(rows) >= 2
    assert all(issubclass(row.decoder, CaptionDecoder) and row.decoder.about for row in rows)


@pytest.mark.parametrize("name", ["lstm", "both", "encoder"])
def test_a_name_that_is_taken(name):
    with pytest.raises(ValueError, match=f"'{name}' is taken"):
        registry.register(registry.Row(name, "Another", "nowhere:Nothing"))


def test_sizes_that_a_decoder_does_not_have_are_left_out():
    small = {row.name: row.build(vocab_size=9, width=8, feed_forward=4) for row in registry.rows()}
    assert small["transformer"].config.feed_forward == 4
    assert not hasattr(small["lstm"].config, "feed_forward")
    assert small["lstm"].config.hidden_size == small["lstm"].config.width == 8


def test_titles():
    assert registry.title("lstm") == "LSTM"
    assert registry.title("embedding") == "embedding"
