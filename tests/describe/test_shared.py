"""Many callers of one captioner: batches of what waits, single photos first, nobody starves."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from PIL import Image

from captioning.describe.shared import BRIEF, SEVERAL, SINGLES, SharedCaptioner, Unwanted


class Models:
    """Says of a photo which one it is; each batch waits until it is let go."""

    def __init__(self):
        self.batches, self.known = [], []
        self.began, self.go = Event(), Event()

    def describe_batch(self, photos, *, beams, alternatives, known):
        names = [photo.info["name"] for photo in photos]
        self.known.append(known)
        self.batches.append(names)
        self.began.set()
        assert self.go.wait(timeout=60)
        if "broken" in names:
            raise ValueError("The photo named broken cannot be described.")
        return [{"said": f"{name} {beams} {alternatives}"} for name in names]


@pytest.fixture
def models():
    return Models()


def photos(*names):
    made = [Image.new("RGB", (2, 2)) for _ in names]
    for photo, name in zip(made, names, strict=True):
        photo.info["name"] = name
    return made


class Callers:
    """Callers whose photos wait in a known order while a first batch is in flight."""

    def __init__(self, models):
        self.models, self.shared = models, SharedCaptioner(models)
        self.pool = ThreadPoolExecutor(32)
        self.calls = [self.pool.submit(self.shared.describe, photos("first")[0])]
        assert models.began.wait(timeout=60)
        self.waiting = 0

    def ask(self, *names, **options):
        self.calls.append(self.pool.submit(self.shared.describe_batch, photos(*names), **options))
        self.waiting += len(names)
        assert self.shared.wait_for(self.waiting, timeout=60)

    def answers(self):
        self.models.go.set()
        return [call.result(timeout=60) for call in self.calls]


def test_photos_that_wait_together_are_described_together_and_each_gets_its_own(models):
    callers = Callers(models)
    for number in range(SINGLES + 1):
        callers.ask(f"ring {number}", alternatives=1)
    first, *others = callers.answers()
    assert first == {"said": "first 3 3"}
    assert others == [[{"said": f"ring {number} 3 1"}] for number in range(SINGLES + 1)]
    assert [len(batch) for batch in models.batches] == [1, SINGLES, 1]


def test_a_single_photo_waits_for_the_batch_in_flight_and_a_catalogue_goes_on(models):
    callers = Callers(models)
    callers.ask(*(f"a{n}" for n in range(5)))
    callers.ask("b0", "b1")
    callers.ask("one")
    callers.ask("two")
    found = callers.answers()
    assert [one["said"][:2] for one in found[1]] == ["a0", "a1", "a2", "a3", "a4"]
    # the first batch was one photo, so one of a catalogue is next, then both single ones
    assert models.batches[1:4] == [["a0"], ["one", "two"], ["b0", "a1"]]
    assert all(len(batch) <= BRIEF for batch in models.batches[3:])


def test_catalogues_alone_have_larger_batches(models):
    models.go.set()
    shared = SharedCaptioner(models)
    shared.describe_batch(photos(*"abcdef"))
    assert models.batches == [["a", "b", "c", "d"], ["e", "f"]] and SEVERAL == 4


def test_photos_asked_for_in_other_ways_are_in_other_batches(models):
    callers = Callers(models)
    callers.ask("wide", beams=5)
    callers.ask("usual")
    callers.answers()
    assert models.batches == [["first"], ["wide"], ["usual"]]


def test_a_photo_that_cannot_be_described_hurts_nobody_else(models):
    callers = Callers(models)
    callers.ask("good")
    callers.ask("broken")
    callers.ask("fine")
    models.go.set()
    with pytest.raises(ValueError, match="broken"):
        callers.calls[2].result(timeout=60)
    assert [callers.calls[n].result(timeout=60)[0]["said"][:4] for n in (1, 3)] == ["good", "fine"]
    assert callers.shared.describe(photos("after")[0]) == {"said": "after 3 3"}


def test_what_nobody_wants_any_more_is_not_described(models):
    callers, closed = Callers(models), Event()
    callers.ask("gone", wanted=lambda: not closed.is_set())
    callers.ask("a", "b", "c", wanted=lambda: not closed.is_set())
    callers.ask("stays")
    closed.set()
    models.go.set()
    assert callers.calls[3].result(timeout=60) == [{"said": "stays 3 3"}]
    for call in callers.calls[1:3]:
        with pytest.raises(Unwanted):
            call.result(timeout=60)
    assert models.batches == [["first"], ["stays"]]


def test_people_have_places_and_leave_them_at_once(models):
    callers, closed = Callers(models), Event()
    callers.ask("a", ticket="first")
    callers.ask("b", "c", ticket="a catalogue")
    callers.ask("d", ticket="second", wanted=lambda: not closed.is_set())
    callers.ask("e", ticket="third")
    assert callers.shared.people() == ["first", "second", "third"]
    closed.set()
    callers.shared.let_go()
    with pytest.raises(Unwanted):
        callers.calls[3].result(timeout=60)
    assert callers.shared.people() == ["first", "third"] and len(models.batches) == 1
    models.go.set()


def test_what_is_known_goes_with_its_photo(models):
    callers = Callers(models)
    callers.ask("a", "b", known=["ring", "watch"])
    callers.ask("c", "d")
    callers.answers()
    assert models.batches[1:] == [["a"], ["c"], ["b"], ["d"]]
    assert models.known[1:] == [["ring"], [], ["watch"], []]


def test_nothing_is_nothing(models):
    assert SharedCaptioner(models).describe_batch([]) == []
