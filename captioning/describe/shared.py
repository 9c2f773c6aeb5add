"""One captioner for many people at once: photos that wait together are described together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any

from PIL import Image

from captioning.describe.caption import Caption
from captioning.describe.captioner import Captioner
from captioning.vision.evidence import Told

SINGLES = 8  # photos of people who wait for one answer, in a batch
SEVERAL = 4  # photos of catalogues in a batch
BRIEF = 2  # the same while people wait for single answers, and at most as many as theirs
MEMORY = 20  # batches without a single photo after which nobody waits for one

Answer = dict[str, Caption]


class Unwanted(Exception):
    """Nobody waits for the answer any more."""


def _always() -> bool:
    return True


@dataclass(eq=False)
class _Job:
    """What one caller asked for.

    Attributes:
        photos: to describe.
        beams, alternatives: of `Captioner.describe_batch`.
        known: of the same; empty, or one for each photo.
        wanted: whether the caller still wants them.
        ticket: a name under which the caller asks how many are before.
        waiting: places of the photos that are in no batch yet.
        answers: by place, as far as there are any.
        done: all answers in order, or the first error.
    """

    photos: Sequence[Image.Image]
    beams: int
    alternatives: int
    known: Sequence[Told]
    wanted: Callable[[], bool]
    ticket: str
    waiting: deque[int]
    answers: dict[int, Answer] = field(default_factory=dict)
    done: Future[list[Answer]] = field(default_factory=Future)

    @property
    def kind(self) -> tuple[int, int, bool]:
        """Jobs of one kind may be in one batch: beams, alternatives, whether anything is known."""
        return self.beams, self.alternatives, bool(self.known)

    @property
    def single(self) -> bool:
        """Whether a person waits for this one answer."""
        return len(self.photos) == 1


class SharedCaptioner(Captioner):
    """A captioner that may be asked by many threads at once.

    The models run for one batch at a time, because two at once would each take twice as long. A
    photo that is asked for alone goes before those of catalogues, and waits for one batch of them
    at most: after each batch of single photos comes one of several, so that nobody starves. Among
    catalogues each gives a photo in turn.
    """

    def __init__(self, captioner: Captioner) -> None:
        """Shares a captioner's models.

        Args:
            captioner: describes the batches; nobody else should ask it meanwhile.
        """
        self._captioner = captioner
        self._jobs: deque[_Job] = deque()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._since_single = MEMORY
        self._turn_of_singles = True
        self._brief = BRIEF

    def __getattr__(self, name: str) -> Any:
        """All else is the captioner's own."""
        return getattr(self._captioner, name)

    def describe(
        self,
        photo: Image.Image,
        *,
        beams: int = 3,
        alternatives: int = 3,
        wanted: Callable[[], bool] = _always,
        ticket: str = "",
    ) -> dict[str, Caption]:
        """Describes one photo, with others that wait: see `describe_batch`."""
        (answer,) = self.describe_batch(
            [photo], beams=beams, alternatives=alternatives, wanted=wanted, ticket=ticket
        )
        return answer

    def describe_batch(
        self,
        photos: Sequence[Image.Image],
        *,
        beams: int = 3,
        alternatives: int = 3,
        known: Sequence[Told] = (),
        wanted: Callable[[], bool] = _always,
        ticket: str = "",
    ) -> list[dict[str, Caption]]:
        """Describes several photos, with others that wait: see `Captioner.describe_batch`.

        Args:
            photos: B photos in RGB.
            beams: width of the beam search.
            alternatives: other captions wanted.
            known: what somebody who knows the pieces says of them.
            wanted: asked before each batch; photos in no batch yet are left out if it says no.
            ticket: a name for `people`.

        Raises:
            Unwanted: some were left out.
        """
        if not photos:
            return []
        waiting = deque(range(len(photos)))
        job = _Job(photos, beams, alternatives, known, wanted, ticket, waiting)
        with self._changed:
            self._jobs.append(job)
            self._changed.notify_all()
            if self._thread is None:
                self._thread = Thread(target=self._run, name="captioner", daemon=True)
                self._thread.start()
        return job.done.result()

    @property
    def waiting(self) -> int:
        """Photos that are in no batch yet."""
        return sum(len(job.waiting) for job in list(self._jobs))

    def people(self) -> list[str]:
        """Tickets of single photos that are in no batch yet, in the order of their turns."""
        with self._changed:
            return [job.ticket for job in self._jobs if job.single and job.wanted()]

    def let_go(self) -> None:
        """Leaves out at once what nobody wants any more."""
        with self._changed:
            self._leave_out()

    def wait_for(self, count: int, timeout: float) -> bool:
        """Waits until that many photos are waiting; whether they came within the seconds given."""
        with self._changed:
            return self._changed.wait_for(lambda: self.waiting >= count, timeout)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._jobs))
                batch = self._next()
            if batch:
                self._answer(batch)

    def _leave_out(self) -> None:
        for job in [job for job in self._jobs if not job.wanted()]:
            self._jobs.remove(job)
            job.done.set_exception(Unwanted())

    def _next(self) -> list[tuple[_Job, int]]:
        """The photos of the next batch, taken out of their jobs."""
        self._leave_out()
        singles = [job for job in self._jobs if job.single]
        several = [job for job in self._jobs if not job.single]
        if singles and (self._turn_of_singles or not several):
            most, jobs = SINGLES, singles
            self._since_single, self._turn_of_singles = 0, False
        else:
            most, jobs = self._brief if self._since_single < MEMORY else SEVERAL, several
            self._since_single, self._turn_of_singles = self._since_single + 1, True
        alike = deque(job for job in jobs if job.kind == jobs[0].kind)
        batch: list[tuple[_Job, int]] = []
        while alike and len(batch) < most:
            job = alike.popleft()
            batch.append((job, job.waiting.popleft()))
            self._jobs.remove(job)
            if job.waiting:  # its next photo comes after those of the others
                self._jobs.append(job)
                alike.append(job)
        if jobs is singles:
            self._brief = min(BRIEF, len(batch))
        return batch

    def _answer(self, batch: list[tuple[_Job, int]]) -> None:
        photos = [job.photos[place] for job, place in batch]
        known = [job.known[place] for job, place in batch if job.known]
        beams, alternatives, _ = batch[0][0].kind
        try:
            answers = self._captioner.describe_batch(
                photos, beams=beams, alternatives=alternatives, known=known
            )
        except BaseException as error:
            if len({id(job) for job, _ in batch}) > 1:  # one caller's photo may be the reason
                for one in batch:
                    self._answer([one])
                return
            self._fail(batch[0][0], error)
            return
        for (job, place), answer in zip(batch, answers, strict=True):
            job.answers[place] = answer
            if len(job.answers) == len(job.photos) and not job.done.done():
                job.done.set_result([job.answers[n] for n in range(len(job.photos))])

    def _fail(self, job: _Job, error: BaseException) -> None:
        """Ends a job by its first error; its other photos are not described."""
        with self._changed:
            if job in self._jobs:
                self._jobs.remove(job)
        if not job.done.done():
            job.done.set_exception(error)
