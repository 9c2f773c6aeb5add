"""Whether memory stays flat: the running app answers hundreds of photos and is weighed meanwhile.

Run it by hand: `python -m tests.benchmarks.memory`. Each request is a client of its own, as each
visitor is a session of their own.
"""

import argparse
import gc
import os
import tempfile
from pathlib import Path

import numpy as np
from gradio_client import Client, handle_file
from PIL import Image
from tqdm import tqdm

from captioning.ui.page import Page

HOME = Path(__file__).parents[2]


def resident() -> float:
    """Memory of this process in MB, as Linux counts it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def photo(number: int, folder: Path) -> Path:
    """A photo unlike any other, of a size unlike most."""
    noise = np.random.default_rng(number)
    width, height = noise.integers(300, 1600, 2)
    small = Image.fromarray(noise.integers(0, 256, (24, 24, 3), dtype=np.uint8))
    file = folder / f"{number}.jpg"
    small.resize((int(width), int(height))).save(file)
    return file


def main() -> None:
    """Prints memory after every fiftieth request, and the growth of the second half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=500)
    requests = parser.parse_args().requests
    page = Page.open(HOME)
    _, url, _ = page.launch(prevent_thread_lock=True, quiet=True)
    weights = []
    with tempfile.TemporaryDirectory() as folder:
        for number in tqdm(range(1, requests + 1), unit="request"):
            file = photo(number, Path(folder))
            Client(url, verbose=False).predict(handle_file(str(file)), api_name="/similar")
            file.unlink()
            if number % max(1, requests // 10) == 0:
                gc.collect()
                weights.append(resident())
                tqdm.write(f"after {number:>4} requests: {weights[-1]:.0f} MB")
    half = weights[len(weights) // 2 :]
    print(f"growth over the second half: {half[-1] - half[0]:+.0f} MB")
    page.blocks.close(verbose=False)


if __name__ == "__main__":
    main()
