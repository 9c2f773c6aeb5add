"""Photos a second of `index` and of My catalogue, by cores and by photos in a pass.

    python tests/benchmarks/throughput.py [photos]

Makes photos as shops have them (JPEG, longest side 1,600 pixels), and describes them with the
shipped models again and again, each way in turn, so that what else the machine does slows all
alike. Decoding is counted, starting is not.
"""

import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

HOME = Path(__file__).parents[2]
sys.path[:0] = [str(HOME)]

LONGEST = 1600
ROUNDS = 3
BATCHES = (1, 4, 16, 32)
CORES = (1, 2)


def fill(folder: Path, count: int) -> None:
    """Makes photos of pieces of the gallery."""
    from PIL import Image

    pieces = sorted((HOME / "assets" / "gallery" / "images").iterdir())
    for number, file in enumerate(pieces[:: len(pieces) // count][:count]):
        picture = Image.open(file).convert("RGB")
        side = LONGEST / max(picture.size)
        size = round(picture.width * side), round(picture.height * side)
        picture.resize(size).save(folder / f"{number}.jpg", quality=90)


def indexed(folder: Path, captioner, batch: int) -> float:
    """Photos a second of `index`."""
    from captioning.catalogue.folder import describe_folder

    (folder / "metadata.jsonl").unlink(missing_ok=True)
    outcome = describe_folder(folder, captioner, batch=batch)
    return outcome.described / outcome.seconds


def brought(folder: Path, captioner) -> float:
    """Photos a second of My catalogue, without the time that they take to be uploaded."""
    from captioning.catalogue.contents import Contents
    from captioning.catalogue.folder_contents import folder_contents
    from captioning.describe.shared import SharedCaptioner
    from captioning.ui.bringing import Bringing
    from captioning.ui.pictures import Pictures
    from captioning.ui.session import Sessions

    (folder / "metadata.jsonl").unlink(missing_ok=True)
    contents = Contents(folder_contents(folder).photos)
    pictures = Pictures()
    session = Sessions(pictures).get("benchmark")
    started = perf_counter()
    for _ in Bringing(SharedCaptioner(captioner), pictures, session).run(contents):
        pass
    seconds = perf_counter() - started
    shutil.rmtree(session.folder)
    return len(session.entries) / seconds


def main() -> None:
    """Prints a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 32
    os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp()
    from captioning.describe.captioner import Captioner

    captioners = {}
    for cores in CORES:
        os.environ["OMP_NUM_THREADS"] = str(cores)
        captioners[cores] = Captioner.load(HOME / "checkpoints")
    ways: dict[str, Callable[[Path, object], float]] = {
        f"index --batch {batch}": lambda folder, one, batch=batch: indexed(folder, one, batch)
        for batch in BATCHES
    }
    ways["My catalogue"] = brought
    found = defaultdict(list)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        fill(folder, count)
        indexed(folder, captioners[CORES[-1]], BATCHES[-1])  # warms the files and the models
        for _ in range(ROUNDS):
            for way, measure in ways.items():
                for cores, captioner in captioners.items():
                    found[way, cores].append(measure(folder, captioner))
    print(f"{count} photos, {ROUNDS} rounds; photos a second, median (least to most)")
    for (way, cores), rates in found.items():
        print(f"{way:18} {cores} core{'s' * (cores > 1):1}  {median(rates):5.2f} "
              f"({min(rates):.2f} to {max(rates):.2f})")  # fmt: skip


if __name__ == "__main__":
    main()
