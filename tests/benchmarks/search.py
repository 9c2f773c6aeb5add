"""How long building and searching take from a thousand to a million captions. Run by hand:

    python tests/benchmarks/search.py --like assets/gallery

The captions are made up word by word, each drawn from those that follow the one before in the
captions of a folder, so that words are as frequent, and as often together, as in real captions.
Each size is asked for by sentences, and as a photo asks: by twenty captions, a tenth of each.
"""

import argparse
import resource
import statistics
import sys
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

from captioning.data import read_dataset
from captioning.gallery.gallery import Gallery, Piece
from captioning.language.attributes import attributes
from captioning.language.query import Query

END = ""
PHOTO = Path("absent.jpg")
DRAWN = 20  # ten captions of each model
TYPED = (
    "gold ring",
    "silver earrings",
    "rose gold ring with a ruby",
    "pearl necklace",
    "yellow gold earrings with diamonds on a white background",
    "delicate silver chain bracelet with a heart charm",
    "white gold engagement ring with a round diamond in a halo",
)


class Chatter:
    """Random captions with the bigrams of real ones."""

    def __init__(self, captions: list[str], seed: int) -> None:
        self._random = Random(seed)
        followers: dict[str, Counter[str]] = defaultdict(Counter)
        for caption in captions:
            said = [END, *caption.lower().split(), END]
            for word, follower in pairwise(said):
                followers[word][follower] += 1
        self._choices = {
            word: (list(counts), list(accumulate(counts.values())))
            for word, counts in followers.items()
        }

    def caption(self) -> str:
        """One caption of at most 25 words."""
        said: list[str] = []
        word = END
        while len(said) < 25:
            choices, sums = self._choices[word]
            word = choices[bisect(sums, self._random.random() * sums[-1])]
            if word == END:
                break
            said.append(word)
        return " ".join(said)

    def pieces(self, number: int) -> list[Piece]:
        """Pieces with a caption each, their attributes read from it as in a real gallery."""
        return [self._piece(str(place), self.caption()) for place in range(number)]

    def _piece(self, name: str, caption: str) -> Piece:
        said = attributes(caption)
        return Piece(id=name, image=PHOTO, captions=(caption,), **asdict(said))


def measure(chatter: Chatter, number: int, queries: int) -> str:
    """A row of the table: build and query times for a number of captions."""
    pieces = chatter.pieces(number)
    wall, cpu = perf_counter(), process_time()
    gallery = Gallery.of(pieces)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    sentences = [chatter.caption() for _ in range(queries)] + list(TYPED)
    photos = [
        Query(dict.fromkeys((chatter.caption() for _ in range(DRAWN)), 0.1)) for _ in range(queries)
    ]
    return (
        f"| {number:>9,} | {wall:.1f} ({cpu:.1f}) | {memory:.2f} | {timed(gallery, sentences)} "
        f"| {timed(gallery, photos)} |"
    )


def timed(gallery: Gallery, asked: Sequence[str | Query]) -> str:
    """Milliseconds of the queries: median of processor time, 95th percentile, maximum."""
    gallery.search(asked[0])
    times, worked = [], []
    for query in asked:
        started, began = perf_counter(), process_time()
        gallery.search(query)
        times.append(1000 * (perf_counter() - started))
        worked.append(1000 * (process_time() - began))
    tail = statistics.quantiles(times, n=20)[-1]
    return (
        f"{statistics.median(times):.1f} ({statistics.median(worked):.1f}) | {tail:.1f} | "
        f"{max(times):.1f}"
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--like", type=Path, default=Path("assets/gallery"))
    parser.add_argument("--most", type=int, default=1_000_000, help="captions in the last row")
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    captions = [text for example in read_dataset(options.like) for text in example.captions]
    chatter = Chatter(captions, seed=7)
    print(
        "| captions | build s (CPU) | peak GB | sentence ms, median (CPU) | 95 % | worst "
        "| photo ms, median (CPU) | 95 % | worst |"
    )
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    number = 1000
    while number <= options.most:
        print(measure(chatter, number, options.queries), flush=True)
        number *= 10


if __name__ == "__main__":
    main()
