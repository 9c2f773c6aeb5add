"""A folder of photos whose description is killed several times, then finished: is anything lost?

    python tests/benchmarks/interrupted.py [photos] [kills]

Makes a folder of different photos in nested product folders, runs `python -m captioning index` on
it as a process of its own, kills that (SIGKILL) at different points, and finishes. Prints what
stood in `metadata.jsonl` after each kill, and fails unless every line that was whole then is in the
finished file as it was, and each photo has one line. Works in `.cache/interrupted`, and uses photos
that an earlier run made.
"""

import json
import random
import subprocess
import sys
from pathlib import Path
from time import perf_counter, sleep

from PIL import Image

HOME = Path(__file__).parents[2]
GALLERY = HOME / "assets" / "gallery" / "images"
VIEWS = ("front", "back", "side", "worn")
LONGEST = 320
BATCH = 16
"""Photos that `index` describes before it writes them; those in work at a kill come again."""


def fill(folder: Path, count: int) -> list[str]:
    """Makes photos that differ in their bytes, and gives their names.

    Args:
        folder: Gets a folder for each product, and those a folder for each collection.
        count: How many photos.
    """
    pieces = sorted(GALLERY.iterdir())
    names = []
    for number in range(count):
        product = number // len(VIEWS)
        name = f"collection {product % 7}/SKU-{product:04}/{VIEWS[number % len(VIEWS)]}.jpg"
        names.append(name)
        if not (folder / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            picture = Image.open(pieces[number % len(pieces)]).convert("RGB")
            picture.thumbnail((LONGEST, LONGEST))
            picture.putpixel((0, 0), (number % 256, number // 256, 9))
            picture.save(folder / name, quality=90)
    return names


def whole_lines(path: Path) -> bytes:
    """The file up to its last line break."""
    content = path.read_bytes() if path.exists() else b""
    return content[: content.rfind(b"\n") + 1]


def run(folder: Path, log: Path, until: int | None) -> None:
    """Runs `index`, and kills it once it has written so many lines; without a number, to its end.

    Args:
        folder: The photos.
        log: Gets what it says.
        until: Lines in `metadata.jsonl`.
    """
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "captioning", "index", str(folder)],
            cwd=HOME, stdout=stream, stderr=subprocess.STDOUT,
        )  # fmt: skip
    while until is not None and process.poll() is None:
        if whole_lines(folder / "metadata.jsonl").count(b"\n") >= until:
            sleep(random.uniform(0, 3))  # somewhere within a batch, or while it is written
            process.kill()
        sleep(0.5)
    process.wait()


def main() -> None:
    """Fills the folder, kills and finishes."""
    count, kills = (int(word) for word in (*sys.argv[1:], "3000", "4")[:2])
    folder, log = HOME / ".cache" / "interrupted", HOME / ".cache" / "interrupted.log"
    names = fill(folder, count)
    metadata = folder / "metadata.jsonl"
    metadata.unlink(missing_ok=True)
    random.seed(count)
    kept, started = b"", perf_counter()
    for kill in range(kills):
        run(folder, log, count * (kill + 1) // (kills + 1))
        now = whole_lines(metadata)
        assert now.startswith(kept), "a line that was written before has changed"
        kept, lines, torn = now, now.count(b"\n"), metadata.stat().st_size - len(now)
        print(f"kill {kill + 1}: {lines:,} whole lines, {torn} bytes of another", flush=True)
    run(folder, log, None)
    content = metadata.read_bytes()
    records = [json.loads(line) for line in content.splitlines()]
    found = [record["file_name"] for record in records]
    print("\n".join(log.read_text(errors="replace").splitlines()[-2:]))
    print(f"{len(found):,} lines, {len(set(found)):,} different, {len(names):,} photos")
    print(f"at most {BATCH} photos described again at a kill; {perf_counter() - started:.0f} s")
    assert content.startswith(kept), "a line that was written before has changed"
    assert sorted(found) == sorted(names), "a photo is missing, or described twice"
    assert all(record["captions"] for record in records), "a photo has no caption"


if __name__ == "__main__":
    main()
