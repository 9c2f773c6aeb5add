"""Beam search over a decoder: always ends, never repeats three words, never says <unk>."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from captioning.describe.engine.contract import DecoderEngine, FloatArray, IntArray, Sizes
from captioning.describe.guidance import Guide
from captioning.describe.rows import Rows
from captioning.describe.sampling import Draws
from captioning.describe.searches import Searches
from captioning.describe.turns import choosing
from captioning.language.grammar import Grammar

FINE = 10
"""Words of each caption that are chosen in 32 bits; 8 bits do for what follows, in any batch alike.

Most short captions have ended by then, and samples and complete captions go on."""

_GUIDED, _COMPLETE = 1, 2  # places of a photo's searches after the plain one


@dataclass(frozen=True)
class Found:
    """What a search found for B photos.

    Attributes:
        captions: (B, n, T) ids without the begin token, padded after their end: for each photo
            the `kept` most probable captions, best first, then as many of a guided search.
        complete: (B, kept or 0, T) the same of complete captions; padding alone of other photos.
        log_probs: (B, n, T) the decoder's own of each token, 0 after the end.
        draws: captions sampled in the same passes.
    """

    captions: IntArray
    complete: IntArray
    log_probs: FloatArray
    draws: Draws
    _rows: IntArray
    _attention: Sequence[FloatArray]

    @property
    def scores(self) -> np.ndarray:
        """(B, n) mean log-probabilities over the captions and their ends."""
        lengths = (self._rows >= 0).sum(-1)
        return self.log_probs.sum(-1) / np.maximum(1, lengths)

    def attention(self, photo: int, caption: int) -> FloatArray:
        """(T, P) the attention behind each token of a caption, averaged over heads."""
        rows = self._rows[photo, caption]
        return np.stack([maps[row] for row, maps in zip(rows, self._attention, strict=False)
                         if row >= 0])  # fmt: skip


@choosing()
def beam_search(
    engine: DecoderEngine,
    features: FloatArray,
    *,
    beams: int = 3,
    kept: int = 1,
    drawn: int = 0,
    grammar: Grammar | None = None,
    guides: Sequence[Guide] = (),
) -> Found:
    """The most probable captions of encoded photos, and captions sampled in the same passes.

    The captions are those of transformers' `generate()` with these settings, in less time: what
    captions begin with alike is computed once, and nothing but the search happens between two
    words. Probabilities and attention are kept as they are computed, so that captions need not be
    read again.

    Args:
        engine: runs the decoder.
        features: (B, P, C).
        beams: width of the search.
        kept: captions returned for each photo, at most `beams`.
        drawn: captions sampled for each photo.
        grammar: rules for the beams that `generate()` has no options for. Sampled captions follow
            none, because they estimate the decoder's own distribution.
        guides: one a photo, for further searches of the same width in the same passes: a guided
            one, and one for complete captions of a piece if the decoder knows levels.
    """
    sizes, batch = engine.sizes, len(features)
    begins = _begins(sizes, bool(guides))
    lanes = len(begins)  # of a photo
    searches = Searches(np.tile(begins, batch), beams, sizes)
    if lanes > _GUIDED + 1:
        searches.open[_COMPLETE::lanes] = [guide.applies for guide in guides]
    draws = Draws(batch, drawn, sizes)
    rows = Rows(engine, features, lanes * beams + drawn)
    while searches.open.any() or draws.live.any():
        rough = len(rows.attention) >= FINE
        own = rows.step(_slots(searches.last, draws.last), _live(searches, draws), rough)  # (N, V)
        own[:, sizes.never] = -np.inf
        of = rows.of.reshape(batch, -1)  # (B, lanes * beams + drawn)
        if draws.live.any():
            draws.extend(own, of[:, lanes * beams :])
        going = np.flatnonzero(searches.open)
        if len(going):
            read = of[:, : lanes * beams].reshape(-1, beams)  # (L, W)
            led = own[read[going]]  # (L', W, V)
            _lead(led, going, searches, guides, lanes)
            _ban(led, searches.words(going), grammar)
            origins = searches.extend(going, led, own, read[going])
            read[going] = np.take_along_axis(read[going], origins, 1)
            of[:, : lanes * beams] = read.reshape(batch, -1)
        if len(rows.attention) == sizes.max_tokens - 1:
            break
    return _found(searches, draws, rows, kept, batch, lanes)


def _begins(sizes: Sizes, guided: bool) -> IntArray:
    """(lanes,) the token that each search of a photo begins with."""
    begins = [sizes.bos_token_id] * (_GUIDED + guided)
    if guided and sizes.has_levels:
        begins.append(sizes.complete_token_id)
    return np.array(begins, np.int64)


def _slots(beams: IntArray, draws: IntArray) -> IntArray:
    """Beams (L, W) and draws (B, K) of a photo one after another, as (S,)."""
    return np.concatenate([beams.reshape(len(draws), -1), draws], 1).ravel()


def _live(searches: Searches, draws: Draws) -> np.ndarray:
    """(S,) which captions go on."""
    beams = searches.last.shape[1]
    return _slots(np.repeat(searches.open[:, None], beams, 1), draws.live)


def _lead(
    log_probs: FloatArray,
    going: IntArray,
    searches: Searches,
    guides: Sequence[Guide],
    lanes: int,
) -> None:
    """Adds what the guides say to the log-probabilities, (L', W, V), of the guided searches."""
    if not guides:
        return
    guided = np.flatnonzero(going % lanes >= _GUIDED)
    captions = searches.words(going[guided]).tolist()
    for place, lane, some in zip(guided, going[guided], captions, strict=True):
        log_probs[place] += guides[lane // lanes].gains(some)


def _ban(log_probs: FloatArray, captions: IntArray, grammar: Grammar | None) -> None:
    """Rules out words, (L', W, V), that would repeat three words in a row or break a rule."""
    count, width, length = captions.shape
    flat, said = log_probs.reshape(count * width, -1), captions.reshape(count * width, length)
    if grammar is not None:
        flat[grammar.forbidden(said)] = -np.inf
    if length > 2:
        again = (said[:, :-2] == said[:, -2:-1]) & (said[:, 1:-1] == said[:, -1:])
        rows, places = np.nonzero(again)
        flat[rows, said[rows, places + 2]] = -np.inf


def _found(
    searches: Searches, draws: Draws, rows: Rows, kept: int, batch: int, lanes: int
) -> Found:
    best, padding = searches.finished.best(kept), searches.sizes.pad_token_id
    tokens = best.tokens.reshape(batch, lanes, kept, -1)
    longest = int((tokens[:, :_COMPLETE] != padding).sum(-1).max())

    def short(part: np.ndarray) -> np.ndarray:
        """(B, n, T) of the captions that are not complete ones."""
        own = part.reshape(batch, lanes, kept, -1)[:, :_COMPLETE, :, :longest]
        return own.reshape(batch, -1, longest)

    said = short(best.tokens)
    real = said != padding
    return Found(
        captions=said,
        complete=tokens[:, _COMPLETE:].reshape(batch, -1, tokens.shape[-1]),
        log_probs=np.where(real, short(best.log_probs), 0),
        draws=draws,
        _rows=np.where(real, short(best.rows), -1),
        _attention=rows.attention,
    )
