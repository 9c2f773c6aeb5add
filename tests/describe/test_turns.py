"""Turns: decoders at once choose words one after the other, and their models compute together."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import numpy as np
import pytest

from captioning.describe import turns
from captioning.describe.beam_search import beam_search
from captioning.describe.engine.contract import Sizes
from captioning.describe.turns import choosing, computing

PATIENCE = 30  # seconds until a turn counts as lost
FEATURES = np.zeros((1, 4, 8), np.float32)


class Model:
    """A decoder of six words that are equally likely; `meet` is called at each step."""

    sizes = Sizes(vocab_size=11, max_tokens=6, complete_token_id=4)

    def __init__(self, meet) -> None:
        self._meet = meet

    def begin(self, features):
        return None

    def step(self, memory, tokens, parents, rough=False):
        self._meet()
        return np.full((len(tokens), 11), -np.log(11), np.float32), np.ones((len(tokens), 4))


def test_models_compute_at_once():
    """Each waits in its step for the step of the other."""
    both = Barrier(2, timeout=PATIENCE)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(beam_search, [Model(both.wait)] * 2, [FEATURES] * 2))
    assert np.array_equal(found[0].captions, found[1].captions)


def test_one_chooses_at_a_time():
    entered = []

    def other():
        with choosing():
            entered.append(True)

    thread = Thread(target=other, daemon=True)
    with choosing():
        assert turns._TURN.locked()
        thread.start()
        assert not entered
        with computing():
            thread.join(PATIENCE)
            assert entered


def test_a_model_that_fails_leaves_the_turn():
    def fail():
        raise MemoryError

    with pytest.raises(MemoryError):
        beam_search(Model(fail), FEATURES)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(beam_search, Model(int), FEATURES).result(PATIENCE)
