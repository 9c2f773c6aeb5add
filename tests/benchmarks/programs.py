"""Rows of `against` that run whole programs: commands, the index of a folder, and the app.

Each build runs in processes of its own, turn about. `python -m tests.benchmarks.against ../old
--rows commands index app` prints them.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
from PIL import Image

HOME = Path(__file__).parents[2]
PHONE = (4032, 3024)
DIFFERENT = 12  # photos that are made; folders hold them under many names
PHOTOS = 200
BLOCKS = 4  # of photos, in which the builds take turns
CORES = "0,1"


def environment(folder: Path) -> dict[str, str]:
    """The environment of a build's processes."""
    settings = {"PYTHONPATH": str(folder), "HF_HUB_OFFLINE": "1", "GRADIO_ANALYTICS_ENABLED": "0"}
    return {**os.environ, "OMP_NUM_THREADS": "2", **settings}


def command(folder: Path, *words: str) -> tuple[float, str]:
    """Seconds that a build's command took, and what it said apart from its output."""
    started = perf_counter()
    done = subprocess.run(
        ["taskset", "-c", CORES, sys.executable, "-m", "captioning", *words],
        cwd=folder, env=environment(folder), capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(words)} in {folder}: {done.stderr[-400:]}")
    return perf_counter() - started, done.stderr


def row(name: str, before: float, now: float, *, more_is_better: bool = False) -> None:
    """Prints a row: how many times better this build is."""
    factor = now / before if more_is_better else before / now
    print(f"{name:<36}{before:>10.2f}{now:>10.2f}{factor:>8.2f}x", flush=True)


def commands(old: Path, times: int) -> None:
    """Seconds of a search and of a caption from the command line."""
    photo = str(HOME / "assets" / "examples" / "images" / "cocktail-ring.webp")
    for words in (["search", "gold ring"], ["caption", photo]):
        spent = [[command(folder, *words)[0] for folder in (old, HOME)] for _ in range(1 + times)]
        before, now = np.median(spent[1:], axis=0)
        row(f"{words[0]}, seconds", before, now)


def phone_photos(folder: Path) -> list[Path]:
    """Pieces of the gallery as a phone takes them: 12 megapixels of JPEG with a sensor's noise."""
    files = sorted((HOME / "assets" / "gallery" / "images").iterdir())
    made = []
    for number, file in enumerate(files[:: len(files) // DIFFERENT][:DIFFERENT]):
        small = Image.open(file).convert("RGB")
        picture = np.asarray(small.resize(PHONE, Image.Resampling.BICUBIC), np.int16)
        noise = np.random.default_rng(number).normal(0, 4, (*PHONE[::-1], 1)).astype(np.int16)
        made.append(folder / f"phone-{number}.jpg")
        pixels = (picture + noise).clip(0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(made[-1], quality=90)
    return made


def index(old: Path, times: int) -> None:
    """Photos a second of `index`, without the time to start."""
    with tempfile.TemporaryDirectory() as place:
        photos = phone_photos(Path(place))
        counts, seconds = [0, 0], [0.0, 0.0]
        for block in range(BLOCKS):
            for build, folder in enumerate((old, HOME)):
                shop = Path(place) / f"{build}-{block}"
                shop.mkdir()
                for number in range(PHOTOS // BLOCKS):
                    (shop / f"{number}.jpg").hardlink_to(photos[number % DIFFERENT])
                said = command(folder, "index", str(shop))[1]
                found = re.search(r"([\d,]+) photos? described in .*?\((\S+) a second\)", said)
                if found is None:
                    sys.exit(f"{folder} does not say how fast it was: {said[-400:]}")
                count = int(found[1].replace(",", ""))
                counts[build] += count
                seconds[build] += count / float(found[2])
    row("index, photos a second", *(n / s for n, s in zip(counts, seconds, strict=True)),
        more_is_better=True)  # fmt: skip


@dataclass
class App:
    """The app of a build in a process of its own.

    Attributes:
        process: The process.
        url: Where it listens.
        started: When the process was started.
        seconds: Of each answer, in their order.
    """

    process: subprocess.Popen
    url: str
    started: float
    seconds: list[float] = field(default_factory=list)

    def answer(self, photo: Path) -> None:
        """Asks for the pieces like a photo, as a visitor of their own."""
        from gradio_client import Client, handle_file

        client = Client(self.url, verbose=False)
        started = perf_counter()
        client.predict(handle_file(str(photo)), api_name="/similar")
        self.seconds.append(perf_counter() - started)

    def peak(self) -> float:
        """The most memory that it had, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


@contextmanager
def app(folder: Path) -> Iterator[App]:
    """The app of a build, once it listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    started = perf_counter()
    process = subprocess.Popen(
        ["taskset", "-c", CORES, sys.executable, "app.py"], cwd=folder,
        env={**environment(folder), "GRADIO_SERVER_PORT": str(port)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not _listens(port):
            if process.poll() is not None:
                sys.exit(f"The app of {folder} did not start; `python app.py` says why.")
            sleep(0.05)
        yield App(process, f"http://127.0.0.1:{port}", started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _listens(port: int) -> bool:
    with closing(socket.socket()) as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def start(old: Path, times: int) -> None:
    """Seconds from the start of the process to the first answer, and later answers."""
    with tempfile.TemporaryDirectory() as place:
        photo = phone_photos(Path(place))[0]
        runs: list[list[Sequence[float]]] = [[], []]
        for _ in range(max(2, times // 10)):
            for build, folder in enumerate((old, HOME)):
                with app(folder) as served:
                    served.answer(photo)
                    first = perf_counter() - served.started
                    for _ in range(9):
                        served.answer(photo)
                    runs[build].append((first, served.seconds[0], served.seconds[9]))
    before, now = (np.median(run, axis=0) for run in runs)
    names = ("start to first answer, seconds", "  first answer alone", "  tenth answer")
    for name, *both in zip(names, before, now, strict=True):
        row(name, *both)


def memory(old: Path, times: int) -> None:
    """Peak memory of the app in MB after 200 photos."""
    with tempfile.TemporaryDirectory() as place, app(old) as before, app(HOME) as now:
        photos = phone_photos(Path(place))
        for number in range(PHOTOS):
            for served in (before, now):
                served.answer(photos[number % DIFFERENT])
        row("peak memory after 200 photos, MB", before.peak(), now.peak())
        row("  median answer, seconds", np.median(before.seconds), np.median(now.seconds))
