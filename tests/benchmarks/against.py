"""This build and another commit, turn about in one run on one machine.

Run it by hand on an otherwise idle machine, with a checkout of the other commit in a second folder:

    git worktree add ../old e7fa38c
    python -m tests.benchmarks.against ../old

Each build works in processes of its own. They answer in turns, so that what else the machine does
slows both alike. A row is a function that takes both folders; `--rows` chooses among them.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from time import perf_counter

import numpy as np

HOME = Path(__file__).parents[2]
WORDS = 10  # new tokens of the yardstick, about the length of our captions


class Build:
    """A process of one build that does on request what `WORK` names, and says how long it took."""

    def __init__(self, folder: Path, cores: str, work: str) -> None:
        """Starts it.

        Args:
            folder: A checkout.
            cores: The cores that it may use, as `taskset` names them: "0" or "0,1".
            work: A key of `WORK`.
        """
        count = str(len(cores.split(",")))
        settings = {"PYTHONPATH": str(folder), "OMP_NUM_THREADS": count, "HF_HUB_OFFLINE": "1"}
        self._process = subprocess.Popen(
            ["taskset", "-c", cores, sys.executable, __file__, "--worker", work, str(folder)],
            cwd=folder, env={**os.environ, **settings}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def milliseconds(self) -> float:
        """Does the work once."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            sys.exit("A build ended: run its worker alone to see why.")
        return float(json.loads(line))

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


@contextmanager
def builds(folders: list[Path], cores: str, works: list[str]) -> Iterator[list[Build]]:
    """A process for each folder with its work."""
    started = [Build(folder, cores, work) for folder, work in zip(folders, works, strict=True)]
    try:
        yield started
    finally:
        for build in started:
            build.close()


def turns(started: list[Build], times: int) -> np.ndarray:
    """Milliseconds of each build in turns, (builds, times), after two rounds of warming up."""
    for _ in range(2):
        for build in started:
            build.milliseconds()
    return np.array([[build.milliseconds() for build in started] for _ in range(times)]).T


def answer_row(old: Path, times: int, cores: str) -> None:
    """The whole answer, from the bytes of a 12-megapixel photo to pieces, by both models."""
    folders = [old, HOME, HOME]
    with builds(folders, cores, ["answer", "answer", "yardstick"]) as (before, now, yardstick):
        spent = turns([before, now], times)
        blip = float(np.median(turns([yardstick], max(3, times // 5))))
    a, b = np.median(spent, axis=1)
    name = f"whole answer, p50, {len(cores.split(','))} core(s)"
    print(f"{name:<36}{a:>10.1f}{b:>10.1f}{a / b:>8.2f}x", flush=True)
    print(f"{'  a BLIP-base-sized caption alone':<36}{blip:>10.1f}{b:>10.1f}{blip / b:>8.2f}x")


def two_cores(old: Path, times: int) -> None:
    """The answer on two cores."""
    answer_row(old, times, "0,1")


def one_core(old: Path, times: int) -> None:
    """The answer on one core."""
    answer_row(old, times, "0")


def program(name: str) -> Callable[[Path, int], None]:
    """A row that runs whole programs."""

    def run(old: Path, times: int) -> None:
        from tests.benchmarks import programs  # which a worker of the other build cannot import

        getattr(programs, name)(old, times)

    return run


ROWS: dict[str, Callable[[Path, int], None]] = {
    "answer": two_cores,
    "one-core": one_core,
    **{name: program(name) for name in ("commands", "index", "start", "memory")},
}


def phone_photo(folder: Path) -> bytes:
    """A piece of the gallery as a photo from a phone: 12 megapixels of JPEG."""
    from PIL import Image

    picture = Image.open(sorted((folder / "assets/gallery/images").iterdir())[0]).convert("RGB")
    stream = BytesIO()
    picture.resize((4000, 3000)).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def answering(folder: Path) -> Callable[[], object]:
    """The whole answer, in this layout of the package or that of e7fa38c."""
    try:
        from captioning import Captioner, Gallery, load_photo, photo_query

        def query(said):
            return photo_query(said)
    except ImportError:
        from captioning.captioner import Captioner
        from captioning.photos import load_photo
        from captioning.terms import together

        from captioning.gallery import Gallery

        def query(said):
            texts = dict.fromkeys((one.text for one in said.values()), 1.0)
            return together([texts, *(one.expected for one in said.values())])

    captioner, gallery = Captioner.load("checkpoints"), Gallery.open("assets/gallery")
    content = phone_photo(folder)

    def whole():
        photo = load_photo(content)
        return gallery.search(query(captioner.describe(photo)), photo=photo)

    return whole


def yardstick(folder: Path) -> Callable[[], object]:
    """A caption of a model of BLIP-base's size; its weights are random, which costs the same."""
    import torch
    from transformers import BlipConfig, BlipForConditionalGeneration

    model = BlipForConditionalGeneration(BlipConfig()).eval()
    pixels = torch.zeros(1, 3, 384, 384)

    def caption():
        with torch.inference_mode():
            model.generate(pixels, num_beams=3, min_new_tokens=WORDS, max_new_tokens=WORDS)

    return caption


WORK: dict[str, Callable[[Path], Callable[[], object]]] = {
    "answer": answering,
    "yardstick": yardstick,
}


def serve(work: str, folder: Path) -> None:
    """Does the work once for each line read, and prints the milliseconds that it took."""
    replies, sys.stdout = sys.stdout, sys.stderr  # what a build prints is no reply
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the app sets it
    act = WORK[work](folder)
    for _ in sys.stdin:
        started = perf_counter()
        act()
        print(json.dumps(1000 * (perf_counter() - started)), file=replies, flush=True)


def main() -> None:
    """Prints a row for each comparison: the other commit, this build, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path, help="a checkout of the other commit")
    parser.add_argument("--times", type=int, default=30, help="turns of each row")
    parser.add_argument("--rows", nargs="*", default=list(ROWS), choices=list(ROWS))
    parser.add_argument("--worker", choices=list(WORK), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        return serve(options.worker, options.old.resolve())
    print(f"{'':<36}{'before':>10}{'now':>10}{'ratio':>9}")
    for name in options.rows:
        ROWS[name](options.old.resolve(), options.times)


if __name__ == "__main__":
    main()
