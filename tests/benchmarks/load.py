"""Many people at once: how long a photo takes, how many are answered, and whether memory stays.

Run it by hand on an otherwise idle machine:

    python -m tests.benchmarks.load
    python -m tests.benchmarks.load --minutes 60
    git worktree add ../old e7fa38c && python -m tests.benchmarks.load --against ../old

The app runs in a process of its own at a free port of this computer. Its clients ask `/describe`
for photos of 400 pixels, one after another; the catalogue is brought to My catalogue as a browser
does it. Every answer is compared with the one that the same photo got alone.
"""

import argparse
import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
from PIL import Image

from tests.benchmarks.clients import Answer, Answered, Catalogue, singles

HOME = Path(__file__).parents[2]
SIDE = 400  # pixels of the photos that are sent
PHOTOS = 48  # different ones; more than the clients that ask at once
CATALOGUE = 200  # photos
NEAR = 0.02  # probabilities may differ by this: a batch rounds otherwise than one photo
SAMPLE = 10  # seconds between looks at memory

START = """
import sys
from pathlib import Path
from captioning import Captioner, Gallery
from captioning.ui.page import Page, examples
assets = Path("assets")
captioner = Captioner.load(sys.argv[1])
gallery = Gallery.open(assets / "gallery", captioner.settings.search)
Page(captioner, gallery, examples(assets / "examples")).launch()
"""
"""What app.py does, with another checkpoint."""


@dataclass(frozen=True)
class App:
    """A running app: its process and its address."""

    process: int
    url: str

    @property
    def memory(self) -> float:
        """Resident memory in MB."""
        pages = int(Path(f"/proc/{self.process}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def running(folder: Path, checkpoints: Path | None = None) -> Iterator[App]:
    """The app of a checkout, until the block ends.

    Args:
        folder: The checkout.
        checkpoints: Other models than its own.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    settings = {
        **os.environ, "GRADIO_SERVER_PORT": str(port), "PYTHONPATH": str(folder),
        "HF_HUB_OFFLINE": "1",
    }  # fmt: skip
    what = ["-c", START, str(checkpoints.resolve())] if checkpoints else ["app.py"]
    server = subprocess.Popen(
        [sys.executable, *what], cwd=folder, env=settings, stdout=subprocess.DEVNULL
    )
    try:
        while not _listens(port):
            if server.poll() is not None:
                sys.exit(f"The app of {folder} did not start; `python app.py` there says why.")
            sleep(0.2)
        yield App(server.pid, f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait()


def _listens(port: int) -> bool:
    with closing(socket.socket()) as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def photos(count: int, side: int = SIDE) -> list[bytes]:
    """Pictures of the gallery as JPEG, `side` pixels at the longest."""
    files = sorted((HOME / "assets" / "gallery" / "images").iterdir())
    made = []
    for file in files[:: max(1, len(files) // count)][:count]:
        picture, stream = Image.open(file).convert("RGB"), BytesIO()
        picture.thumbnail((side, side))
        picture.save(stream, "JPEG", quality=90)
        made.append(stream.getvalue())
    return made


def alike(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same: each text is, and probabilities are but for rounding."""

    def texts(answer: Answer) -> list[object]:
        return [(name, said["caption"], said["levels"]) for name, said in sorted(answer.items())]

    def numbers(answer: Answer) -> list[float]:
        return [w["probability"] for said in answer.values() for w in said["words"]]

    return texts(one) == texts(other) and np.allclose(numbers(one), numbers(other), atol=NEAR)


def wrong(seen: Answered, alone: dict[int, Answer]) -> int:
    """Answers that differ from that of the same photo alone."""
    differing = [(n, answer) for n, answer in seen.answers if not alike(answer, alone[n])]
    for number, answer in differing:
        for name, said in answer.items():
            if said["levels"] != alone[number][name]["levels"]:
                texts = [one["levels"]["complete"] for one in (said, alone[number][name])]
                print(f"photo {number}, {name}: {texts[0]!r}, alone {texts[1]!r}", file=sys.stderr)
    return len(differing)


def told(name: str, seen: Answered, alone: dict[int, Answer], beside: str = "") -> float:
    """Prints a row of the table; the 95th percentile."""
    p50, p95 = np.percentile(seen.seconds, (50, 95))
    rate = len(seen.seconds) / seen.lasted
    bad = wrong(seen, alone) + seen.errors
    print(f"| {name} | {p50:.2f} | {p95:.2f} | {rate:.1f} | {bad} |{beside}", flush=True)
    return float(p95)


def each_alone(app: App, sent: Sequence[bytes]) -> dict[int, Answer]:
    """The answer to each photo when nobody else asks; also warms the app up."""
    alone: dict[int, Answer] = {}
    for number in range(len(sent)):
        seen = asyncio.run(singles(app.url, [sent[number]], 1, 0))
        alone[number] = seen.answers[0][1]
    return alone


async def with_catalogue(
    app: App, sent: Sequence[bytes], clients: int, seconds: float, brought: Sequence[bytes]
) -> tuple[Answered, float]:
    """Clients while a catalogue is described; what they saw, and its photos a second."""
    async with Catalogue(app.url, brought) as catalogue:
        before, started = catalogue.described, perf_counter()
        seen = await singles(app.url, sent, clients, seconds)
        return seen, (catalogue.described - before) / (perf_counter() - started)


def table(app: App, clients: Sequence[int], seconds: float) -> None:
    """Prints the table of an app: each number of clients, alone and while a catalogue runs."""
    sent, brought = photos(PHOTOS), photos(CATALOGUE, 1024)
    alone, before = each_alone(app, sent), app.memory
    print("| clients | p50 s | p95 s | answers a second | wrong |\n|---|---:|---:|---:|---:|")
    for count in clients:
        seen = asyncio.run(singles(app.url, sent, count, seconds))
        usual = told(str(count), seen, alone)
        seen, rate = asyncio.run(with_catalogue(app, sent, count, seconds, brought))
        p95 = np.percentile(seen.seconds, 95)
        name = f"{count}, and a catalogue of {CATALOGUE}"
        told(name, seen, alone, f" p95 {p95 / usual:.1f} times; its photos {rate:.1f} a second")
    print(f"\nmemory {before:.0f} MB before, {app.memory:.0f} MB after")


def against(app: App, old: App, clients: int, seconds: float, turns: int) -> None:
    """Prints answers a second of two builds, asked in turns, and their ratio."""
    sent, rates = photos(PHOTOS), []
    alone = [each_alone(one, sent) for one in (app, old)]
    for _ in range(turns):
        pair = []
        for one, answers in zip((app, old), alone, strict=True):
            seen = asyncio.run(singles(one.url, sent, clients, seconds))
            pair.append(len(seen.seconds) / seen.lasted)
            if bad := wrong(seen, answers) + seen.errors:
                print(f"{bad} wrong answers at {one.url}")
        rates.append(pair)
        print(f"{pair[0]:.2f} answers a second, the other build {pair[1]:.2f}", flush=True)
    now, before = np.median(rates, axis=0)
    print(f"\n{clients} clients: {now:.2f} and {before:.2f} a second, {now / before:.2f} times")


def endurance(app: App, clients: int, minutes: float, pause: float) -> None:
    """Prints memory over time, and the slope over the second half."""
    sent, seen = photos(PHOTOS), []
    each_alone(app, sent)
    started, until = perf_counter(), perf_counter() + 60 * minutes
    while perf_counter() < until:
        answered = asyncio.run(singles(app.url, sent, clients, SAMPLE, pause))
        seen.append(((perf_counter() - started) / 60, app.memory, len(answered.seconds)))
        if len(seen) % 6 == 0:
            print(f"after {seen[-1][0]:>5.1f} minutes {seen[-1][1]:.0f} MB", flush=True)
    at, weights, answers = np.array(seen[len(seen) // 2 :]).T
    slope = np.polyfit(at, weights, 1)[0]
    total = int(sum(count for *_, count in seen))
    growth = 1024 * slope * (at[-1] - at[0]) / max(1, answers.sum())
    print(
        f"\n{minutes:.0f} minutes, {total} answers: {seen[0][1]:.0f} MB at first, "
        f"{seen[-1][1]:.0f} MB at the end; second half {slope:+.2f} MB a minute, "
        f"{growth:+.1f} kB an answer"
    )


def main() -> None:
    """Starts the app and prints what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, nargs="*", help="1 4 16, or 2 with --minutes")
    parser.add_argument("--seconds", type=float, default=25, help="of each row")
    parser.add_argument("--checkpoints", type=Path, help="other models than the shipped ones")
    parser.add_argument("--minutes", type=float, help="watch memory that long")
    parser.add_argument("--pause", type=float, default=1.0, help="of each client, with --minutes")
    parser.add_argument("--against", type=Path, help="a checkout of another commit")
    parser.add_argument("--turns", type=int, default=3, help="with --against")
    options = parser.parse_args()
    with running(HOME, options.checkpoints) as app:
        if options.minutes:
            clients = max(options.clients or [2])
            return endurance(app, clients, options.minutes, options.pause)
        clients = options.clients or [1, 4, 16]
        if not options.against:
            return table(app, clients, options.seconds)
        with running(options.against.resolve()) as old:
            against(app, old, max(clients), options.seconds, options.turns)


if __name__ == "__main__":
    main()
