"""Whether memory stays flat while the app answers hundreds of photos.

Run it by hand: `python -m tests.benchmarks.memory`. The app runs as `python app.py` in a process of
its own, for clients keep memory too. Each request is a client of its own, as each visitor is a
session of their own.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from time import sleep

import numpy as np
from gradio_client import Client, handle_file
from PIL import Image
from tqdm import tqdm

HOME = Path(__file__).parents[2]


def resident(process: int) -> float:
    """Resident memory of a process in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def photo(number: int, folder: Path) -> Path:
    """A random photo of a random size."""
    noise = np.random.default_rng(number)
    width, height = noise.integers(300, 1600, 2)
    small = Image.fromarray(noise.integers(0, 256, (24, 24, 3), dtype=np.uint8))
    file = folder / f"{number}.jpg"
    small.resize((int(width), int(height))).save(file)
    return file


@contextmanager
def app() -> Iterator[tuple[int, str]]:
    """The app, running: its process and its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    settings = {**os.environ, "GRADIO_SERVER_PORT": str(port)}
    server = subprocess.Popen(
        [sys.executable, "app.py"], cwd=HOME, env=settings, stdout=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            if server.poll() is not None:
                sys.exit("The app did not start; `python app.py` says why.")
            sleep(0.5)
        yield server.pid, f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    with closing(socket.socket()) as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def main() -> None:
    """Prints memory after every fiftieth request, and the growth of the second half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=500)
    requests = parser.parse_args().requests
    weights = []
    with ThreadPoolExecutor() as leaving, tempfile.TemporaryDirectory() as folder, app() as served:
        process, url = served
        for number in tqdm(range(1, requests + 1), unit="request"):
            file = photo(number, Path(folder))
            client = Client(url, verbose=False)
            client.predict(handle_file(str(file)), api_name="/similar")
            leaving.submit(client.close)  # which waits a second
            file.unlink()
            if number % max(1, requests // 10) == 0:
                weights.append(resident(process))
                tqdm.write(f"after {number:>4} requests: {weights[-1]:.0f} MB")
    half = weights[len(weights) // 2 :]
    print(f"growth over the second half: {half[-1] - half[0]:+.0f} MB")


if __name__ == "__main__":
    main()
