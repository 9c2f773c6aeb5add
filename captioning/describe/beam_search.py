"""Beam search over a decoder: always ends, never repeats three words, never says <unk>."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from captioning.decoders.base import CaptionDecoder
from captioning.describe.guidance import Guide
from captioning.describe.sampling import Draws
from captioning.language.grammar import Grammar

IMPOSSIBLE = -1e9  # finite, so that sums and divisions stay ordered


@dataclass
class _Search:
    """The search for one photo.

    Attributes:
        beams: width of the search.
        end: id of the end token.
        running: unfinished captions with their summed log-probability, best first.
        finished: captions with their log-probability per token, best first, at most `beams`.
        guide: added to the words' log-probabilities, if any.
        open: whether an unfinished caption may still beat a finished one.
    """

    beams: int
    end: int
    running: list[tuple[float, list[int]]]
    guide: Guide | None = None
    finished: list[tuple[float, list[int]]] = field(default_factory=list)
    open: bool = True

    def extend(self, candidates: list[tuple[float, int, int]], last: bool) -> list[int]:
        """Takes the best continuations and says which beams they came from, none at the last.

        Args:
            candidates: summed log-probability, beam and token, best first, 2 * beams of them.
            last: no word may follow this one.

        Returns:
            `beams` numbers of beams, in the order of the new `running`.
        """
        length = len(self.running[0][1]) + 1
        running, origins = [], []
        for rank, (score, beam, token) in enumerate(candidates):
            caption = [*self.running[beam][1], token]
            if token != self.end and not last:
                running.append((score, caption))
                origins.append(beam)
            elif rank < self.beams and self.open:
                self.finished.append((score / length, caption))
        self.finished = sorted(self.finished, key=lambda one: -one[0])[: self.beams]
        self.running = running[: self.beams]
        self.open = self.open and not last and self._may_improve(length)
        return origins[: self.beams]

    def _may_improve(self, length: int) -> bool:
        if self.beams == 1 or len(self.finished) < self.beams:
            return not (self.beams == 1 and self.finished)  # one beam is the greedy search
        return self.running[0][0] / length > self.finished[-1][0]

    def best(self, count: int) -> list[list[int]]:
        """The `count` best captions; a search that found fewer repeats its last."""
        captions = [caption for _, caption in self.finished[:count]]
        return captions + captions[-1:] * (count - len(captions))


@dataclass(frozen=True)
class Found:
    """What a search found for B photos.

    Attributes:
        captions: (B * n, T) ids without the begin token, padded after their end: for each photo
            the `kept` most probable captions, best first, then as many of a guided search.
        draws: captions sampled in the same passes.
    """

    captions: Tensor
    draws: Draws


@torch.inference_mode()
def beam_search(
    decoder: CaptionDecoder,
    features: Tensor,
    *,
    beams: int = 3,
    kept: int = 1,
    drawn: int = 0,
    grammar: Grammar | None = None,
    guides: Sequence[Guide] = (),
) -> Found:
    """The most probable captions of encoded photos, and captions sampled in the same passes.

    The captions are those of transformers' `generate()` with these settings, in less time: the
    image keys and values exist once a photo instead of once a beam, and nothing but the search
    happens between two words. The score is the mean log-probability a token, the end included. A
    step waits for the weights to come from memory, so samples in the same batch cost little.

    Args:
        decoder: in evaluation mode.
        features: (B, P, C).
        beams: width of the search.
        kept: captions returned for each photo, at most `beams`.
        drawn: captions sampled for each photo.
        grammar: rules for the beams that `generate()` has no options for. Sampled captions follow
            none, because they estimate the decoder's own distribution.
        guides: one a photo, for a second search of the same width in the same passes.
    """
    config, batch = decoder.config, len(features)
    never = [config.unk_token_id, config.pad_token_id, config.bos_token_id]
    start: list[tuple[float, list[int]]] = [(IMPOSSIBLE * (beam > 0), []) for beam in range(beams)]
    lanes: list[list[Guide | None]] = (
        [[None, guide] for guide in guides] if guides else [[None]] * batch
    )
    searches = [
        _Search(beams, config.eos_token_id, list(start), guide) for lane in lanes for guide in lane
    ]
    wide = beams * len(searches) // batch  # beams of all searches of a photo
    draws = Draws(batch, drawn, config)
    rows = torch.arange(batch * (wide + drawn)).view(batch, -1)  # beams, then draws, of a photo
    cache = decoder.new_cache()
    tokens = torch.full((rows.numel(), 1), config.bos_token_id, device=features.device)
    for length in range(1, config.max_tokens):
        states, _ = decoder.hidden(tokens, features, cache)
        log_probs = decoder.lm_head(states[:, -1]).log_softmax(-1)
        log_probs[:, never] = -torch.inf
        log_probs = log_probs.view(batch, wide + drawn, -1)  # (B, wide + K, V)
        words = [draws.extend(log_probs[:, wide:])] if drawn else []
        log_probs = log_probs[:, :wide].reshape(len(searches), beams, -1)
        for search, candidates in zip(searches, log_probs, strict=True):
            captions = [caption for _, caption in search.running]
            _lead(candidates, captions, search.guide)
            _ban(candidates, captions, grammar)
        origins = _extend(searches, log_probs, length == config.max_tokens - 1)
        if draws.ended and not any(search.open for search in searches):
            break
        running = [[caption[-1] for _, caption in search.running] for search in searches]
        if len(running[0]) < beams:  # the last step leaves no caption unfinished
            break
        firsts = rows[:, :wide:beams].reshape(-1, 1)  # of each search
        rows_kept = torch.cat([(firsts + origins).view(batch, -1), rows[:, wide:]], 1).flatten()
        decoder.keep_beams(cache, rows_kept.to(features.device))
        next_words = torch.tensor(running, device=features.device).view(batch, -1)
        tokens = torch.cat([next_words, *words], 1).view(-1, 1)
    captions = [caption for search in searches for caption in search.best(kept)]
    return Found(_padded(captions, config.pad_token_id).to(features.device), draws)


def _extend(searches: list[_Search], log_probs: Tensor, last: bool) -> Tensor:
    """Extends every search by a word; returns the beams, (B, beams), that it continues."""
    beams = log_probs.shape[1]
    before = torch.tensor([[score for score, _ in search.running] for search in searches])
    totals = log_probs + before.to(log_probs.device)[..., None]
    scores, places = totals.flatten(1).topk(2 * beams)  # (B, 2 * beams)
    origins = []
    for row, search in enumerate(searches):
        candidates = [
            (score, place // log_probs.shape[-1], place % log_probs.shape[-1])
            for score, place in zip(scores[row].tolist(), places[row].tolist(), strict=True)
        ]
        origins.append(search.extend(candidates, last))
    return torch.tensor(origins)


def _lead(log_probs: Tensor, captions: list[list[int]], guide: Guide | None) -> None:
    """Adds the guide's gains to the log-probabilities, (beams, V)."""
    if guide is None:
        return
    for row, caption in enumerate(captions):
        gains = guide.gains(caption)
        if gains is not None:
            log_probs[row] += gains.to(log_probs.device)


def _ban(log_probs: Tensor, captions: list[list[int]], grammar: Grammar | None) -> None:
    """Rules out words, (beams, V), that would repeat three words in a row or break a rule."""
    for row, caption in enumerate(captions):
        tail = caption[-2:]
        if grammar is not None:
            log_probs[row, list(grammar.forbidden(caption))] = -torch.inf
        for place in range(len(caption) - 2):
            if caption[place : place + 2] == tail:
                log_probs[row, caption[place + 2]] = -torch.inf


def _padded(captions: list[list[int]], padding: int) -> Tensor:
    longest = max(map(len, captions))
    return torch.tensor([caption + [padding] * (longest - len(caption)) for caption in captions])
