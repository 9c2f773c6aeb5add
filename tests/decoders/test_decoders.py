"""Every decoder in the registry: the same golden tests for each."""

from itertools import pairwise

import pytest
import torch
from transformers.modeling_outputs import BaseModelOutput

from captioning.describe.beam_search import beam_search
from captioning.describe.engine.eager import EagerDecoder
from captioning.language.grammar import Grammar


def searched(decoder, features, **options):
    """Captions (B * n, T) that a search finds."""
    found = beam_search(EagerDecoder(decoder), features.numpy(), **options).captions
    return torch.from_numpy(found).flatten(0, 1)


def generate(decoder, features, **options):
    return decoder.generate(
        pad_token_id=0,
        eos_token_id=2,
        decoder_start_token_id=1,
        encoder_outputs=BaseModelOutput(last_hidden_state=features),
        max_new_tokens=24,
        do_sample=False,
        **options,
    )


@pytest.mark.parametrize("beams", [1, 2, 3, 5])
def test_search_equals_generate(decoder, features, beams):
    ours = searched(decoder, features, beams=beams, kept=beams)
    theirs = generate(
        decoder,
        features,
        num_beams=beams,
        num_return_sequences=beams,
        no_repeat_ngram_size=3,
        suppress_tokens=[0, 1, 3],
    )[:, 1:]
    ended = (theirs == 2).cumsum(1) - (theirs == 2).int() > 0  # generate() fills with the end
    assert torch.equal(ours, theirs.masked_fill(ended, 0)[:, : ours.shape[1]])


@pytest.mark.parametrize("beams", [1, 3])
def test_cached_equals_uncached(decoder, features, beams):
    cached = generate(decoder, features, num_beams=beams)
    uncached = generate(decoder, features, num_beams=beams, use_cache=False)
    assert torch.equal(cached, uncached)


def test_what_a_search_keeps_equals_reading_its_captions_again(decoder, features):
    """Probabilities and attention, with beams that change places and rows that are shared."""
    found = beam_search(EagerDecoder(decoder), features.numpy(), beams=3, kept=3, drawn=4)
    tokens = torch.from_numpy(found.captions).flatten(0, 1)  # (B * 3, T)
    given = torch.cat([tokens.new_full((9, 1), 1), tokens[:, :-1]], 1)
    with torch.no_grad():
        read = decoder(encoder_outputs=(features,), decoder_input_ids=given, output_attentions=True)
    log_probs = read.logits.log_softmax(-1).gather(2, tokens[..., None])[..., 0]
    real = tokens != 0
    kept = torch.from_numpy(found.log_probs).flatten(0, 1)
    torch.testing.assert_close(kept, log_probs * real, atol=1e-4, rtol=1e-4)
    means = (log_probs * real).sum(1) / real.sum(1)
    torch.testing.assert_close(torch.from_numpy(found.scores).flatten(), means.detach(),
                               atol=1e-4, rtol=1e-4, check_dtype=False)  # fmt: skip
    maps = read.cross_attentions[0].mean(1)  # (B * 3, T, P)
    for row in range(9):
        ours = torch.from_numpy(found.attention(row // 3, row % 3))
        torch.testing.assert_close(ours, maps[row, : len(ours)], atol=1e-4, rtol=1e-4)
        assert len(ours) == real[row].sum()


def test_steps_equal_teacher_forcing(decoder, features):
    tokens = searched(decoder, features, beams=1)
    given = torch.cat([tokens.new_full((3, 1), 1), tokens[:, :-1]], 1)
    with torch.no_grad():
        logits = decoder(encoder_outputs=(features,), decoder_input_ids=given).logits.clone()
    logits[..., [0, 1, 3]] = -torch.inf  # never said
    first = logits[:, :2].argmax(-1)  # before the ban on repetition can matter
    assert torch.equal(first, tokens[:, :2])


def test_row_in_a_batch_equals_the_row_alone(decoder, features):
    together = searched(decoder, features, beams=3)
    for row in range(3):
        alone = searched(decoder, features[row : row + 1], beams=3)[0]
        assert torch.equal(together[row][: len(alone)], alone)


def test_greedy_equals_one_beam(decoder, features):
    greedy = features.new_tensor([[1]] * 3, dtype=torch.long)
    with torch.inference_mode():
        for _ in range(24):
            logits = decoder(encoder_outputs=(features,), decoder_input_ids=greedy).logits
            greedy = torch.cat([greedy, logits[:, -1:].argmax(-1)], 1)
    searched = generate(decoder, features, num_beams=1)
    for row in range(3):
        said = searched[row].tolist()
        length = said.index(2) + 1 if 2 in said else len(said)
        assert said[:length] == greedy[row, :length].tolist()


def test_search_ends_without_unknown_words_or_repeats(decoder):
    features = torch.randn(8, 9, 24, generator=torch.Generator().manual_seed(1))
    for row in searched(decoder, features, beams=3, kept=3).tolist():
        said = [token for token in row if token not in (0, 2)]
        assert len(row) <= 24
        assert 3 not in said
        triples = list(zip(said, said[1:], said[2:], strict=False))
        assert len(triples) == len(set(triples))


def test_no_word_follows_itself_at_once_or_after_the_joining_word(decoder):
    features = torch.randn(8, 9, 24, generator=torch.Generator().manual_seed(1))

    def triples(row):
        return zip(row, row[1:], row[2:], strict=False)

    def echoes(joining):
        """How often a word follows itself at once, and the words between two that are alike."""
        rules = None if joining is None else Grammar(joining)
        said = searched(decoder, features, beams=3, kept=3, grammar=rules).tolist()
        rows = [[token for token in row if token not in (0, 2)] for row in said]
        at_once = sum(a == b for row in rows for a, b in pairwise(row))
        return at_once, {b for row in rows for a, b, c in triples(row) if a == c}

    assert echoes(None)[0] > 0
    at_once, between = echoes(4)
    assert at_once == 0 and between
    for joining in between:
        assert joining not in echoes(joining)[1]


def test_saved_equals_reloaded(decoder, features, tmp_path):
    decoder.save_pretrained(tmp_path)
    again = type(decoder).from_pretrained(tmp_path).eval()
    assert torch.equal(searched(again, features), searched(decoder, features))
    assert not list(tmp_path.glob("*.bin"))


def test_output_is_tied_to_the_embedding(decoder):
    assert decoder.lm_head.weight is decoder.embed.weight


def test_captions_of_one_photo_share_its_features(decoder, features):
    tokens = torch.randint(4, 30, (6, 7), generator=torch.Generator().manual_seed(2))
    with torch.inference_mode():
        shared, maps = decoder.hidden(tokens, features, return_weights=True)
        fused, _ = decoder.hidden(tokens, features)
        apart, own = decoder.hidden(tokens, features.repeat_interleave(2, 0), return_weights=True)
    torch.testing.assert_close(shared, apart)
    torch.testing.assert_close(shared, fused)
    torch.testing.assert_close(maps, own)


def test_attention_maps_are_distributions(decoder, features):
    tokens = torch.randint(4, 30, (3, 7))
    output = decoder(encoder_outputs=(features,), decoder_input_ids=tokens, output_attentions=True)
    maps = output.cross_attentions[0]
    assert maps.shape == (3, 4, 7, 9)
    torch.testing.assert_close(maps.sum(-1), torch.ones(3, 4, 7))


def test_loss_ignores_padding(decoder, features):
    labels = torch.tensor([[5, 6, 2, -100], [7, 2, -100, -100], [8, 9, 10, 2]])
    loss = decoder(encoder_outputs=(features,), labels=labels).loss
    logits = decoder(
        encoder_outputs=(features,), decoder_input_ids=decoder.shift_right(labels)
    ).logits
    real = labels != -100
    expected = -logits.log_softmax(-1)[real].gather(1, labels[real][:, None]).mean()
    torch.testing.assert_close(loss, expected)


def test_three_pairs_are_learnt_to_the_letter(decoder, features):
    labels = torch.tensor([[5, 6, 7, 2], [8, 9, 2, -100], [5, 10, 11, 2]])
    decoder.set_dropout(0.0)
    decoder.train()
    optimizer = torch.optim.Adam(decoder.parameters(), lr=3e-3)
    for _ in range(60):
        optimizer.zero_grad()
        decoder(encoder_outputs=(features,), labels=labels).loss.backward()
        optimizer.step()
    said = searched(decoder.eval(), features, beams=3)
    assert said[:, :4].tolist() == labels.masked_fill(labels == -100, 0).tolist()
