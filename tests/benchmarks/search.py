"""How long building and searching take, for each decade of pieces. Run by hand:

    python tests/benchmarks/search.py --like assets/gallery --against ../earlier

The captions are made up word by word, each drawn from those that follow the one before in the
captions of a folder, so that words are as frequent, and as often together, as in real captions.
`--against` names a checkout of another commit: both builds then hold the same pieces, each in a
process of its own, and every query is asked of one and then the other. A photo asks by twenty
captions, a tenth of each, of pieces with its type, metal and main stone. Times are of the
processor, because other programs must not count.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
END = ""
ABSENT = Path("absent.jpg")
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
EXCLUDED = (", not gold", ", no diamonds", " without halo")
EITHER = (
    "ruby or garnet ring",
    "opal / moonstone pendant",
    "bangle or bracelet in bronze or copper",
    "gold or silver hoops",
    "red or blue or green earrings in silver or gold",
    "ring or pendant with sapphires or emeralds",
)
FILTERS = {"type": "ring", "metal": "silver"}
MADE_UP = tuple[str, dict[str, Any]]
"""A caption and the attributes that are read from it."""


class MadeUp(Sequence[Any]):
    """Pieces that are made when they are asked for: ten million of them would fill the memory.

    Attributes:
        record: Captions, and for each the place of its attributes in a list.
    """

    def __init__(self, record: dict[str, Any], make: Callable[..., Any]) -> None:
        self.record = record
        self._make = make

    def __len__(self) -> int:
        return len(self.record["captions"])

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        known = self.record["attributes"][self.record["places"][place]]
        caption = self.record["captions"][place]
        return self._make(id=str(place), image=ABSENT, captions=(caption,), **_tuples(known))


def recorded(captions: Iterator[str], read: Callable[[str], object]) -> dict[str, Any]:
    """Captions with their attributes, each different set of them once."""
    record: dict[str, Any] = {"captions": [], "places": [], "attributes": []}
    known: dict[str, int] = {}
    for caption in captions:
        found = vars(read(caption))
        place = known.setdefault(json.dumps(found), len(known))
        if place == len(record["attributes"]):
            record["attributes"].append(found)
        record["captions"].append(caption)
        record["places"].append(place)
    return record


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


def queries(chatter: Chatter, real: list[str], pieces: list[MADE_UP], many: int) -> dict[str, Any]:
    """What is asked, by kind: texts, or texts with weights."""
    alike: dict[str, list[str]] = defaultdict(list)
    for caption, known in pieces:
        alike[f"{known['type']} {known['metal']} {known['stones'][:1]}"].append(caption)
    random = Random(5)
    photos = [
        random.sample(one, min(DRAWN, len(one)))
        for one in random.choices([*alike.values()], k=many)
    ]
    sentences = [chatter.caption() for _ in range(many)]
    return {
        "made-up sentence": [*sentences, *TYPED],
        "real caption": random.sample(real, min(many, len(real))),
        "exclusion": [f"{text}{tail}" for text in TYPED for tail in EXCLUDED],
        "alternatives": list(EITHER),
        "filters": sentences,
        "photo": [dict.fromkeys(texts, 0.1) for texts in photos],
    }


class Build:
    """A build of the program in a process of its own, which holds a gallery."""

    def __init__(self, root: Path, file: Path) -> None:
        command = [sys.executable, __file__, "--serve", str(file), "--root", str(root)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
        )
        self.built = self._read()

    def milliseconds(self, query: Any, filters: dict[str, str]) -> float:
        """How long the processor works on a query."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([query, filters]) + "\n")
        self._process.stdin.flush()
        return float(self._read())

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate()

    def _read(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


def serve(file: Path, root: Path) -> None:
    """Holds a gallery and answers queries with the time that they take, line by line."""
    sys.path.insert(0, str(root))
    try:
        from captioning.gallery.gallery import Filters, Gallery, Piece
        from captioning.language.query import Query
    except ImportError:  # before 2026-11-30
        from captioning.pieces import Piece  # type: ignore[import-not-found, no-redef]

        from captioning.gallery import Filters, Gallery  # type: ignore[assignment]

        Query = dict  # type: ignore[assignment, misc]
    made_up = json.loads(file.read_text(encoding="utf-8"))
    pieces = MadeUp(made_up, Piece)
    started = process_time()
    gallery = Gallery.of(pieces)
    built = process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps([built, peak]), flush=True)
    for line in sys.stdin:
        query, filters = json.loads(line)
        asked = Query(query) if isinstance(query, dict) else query
        chosen = Filters(**filters)
        started = process_time()
        gallery.search(asked, filters=chosen)
        print(json.dumps(1000 * (process_time() - started)), flush=True)


def _tuples(known: dict[str, Any]) -> dict[str, Any]:
    """Attributes from JSON, those that every build knows."""
    return {key: known[key] for key in ("type", "metal", "motif")} | {"stones": (*known["stones"],)}


def rows(builds: list[Build], asked: dict[str, Any], number: int) -> Iterator[str]:
    """The rows of the table for a number of pieces."""
    for kind, texts in asked.items():
        filters = FILTERS if kind == "filters" else {}
        taken = [[] for _ in builds]  # type: list[list[float]]
        for again in range(2):  # the first time fills the memories of words
            for place, query in enumerate(texts):
                turn = range(len(builds)) if place % 2 else reversed(range(len(builds)))
                for one in turn:
                    time = builds[one].milliseconds(query, filters)
                    if again:
                        taken[one].append(time)
        cells = [
            f"{np.median(one):.1f} | {np.percentile(one, 95):.1f} | {max(one):.1f}" for one in taken
        ]
        yield f"| {number:,} | {kind} | {' | '.join(cells)} |"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--like", type=Path, default=ROOT / "assets/gallery")
    parser.add_argument("--against", type=Path, help="a checkout of another commit")
    parser.add_argument("--least", type=int, default=1000, help="pieces in the first rows")
    parser.add_argument("--most", type=int, default=1_000_000, help="pieces in the last rows")
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.root)
        return
    sys.path.insert(0, str(ROOT))
    from captioning.data import read_dataset
    from captioning.language.attributes import attributes

    real = [text for example in read_dataset(options.like) for text in example.captions]
    chatter = Chatter(real, seed=7)
    roots = [ROOT, *([options.against.resolve()] if options.against else [])]
    print(
        "| pieces | asked by | "
        + " | ".join(f"{one.name}: median ms | 95 % | worst" for one in roots)
        + " |"
    )
    print("|---" * (2 + 3 * len(roots)) + "|", flush=True)
    number = options.least
    while number <= options.most:
        record = recorded((chatter.caption() for _ in range(number)), attributes)
        some = zip(record["captions"][:100_000], record["places"], strict=False)
        pieces = [(text, record["attributes"][place]) for text, place in some]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "pieces.json"
            file.write_text(json.dumps(record), encoding="utf-8")
            del record
            builds = [Build(root, file) for root in roots]
        for row in rows(builds, queries(chatter, real, pieces, options.queries), number):
            print(row, flush=True)
        for root, build in zip(roots, builds, strict=True):
            seconds, peak = build.built
            print(
                f"{root.name}: {number:,} pieces built in {seconds:.1f} s, peak {peak:.2f} GB",
                flush=True,
            )
            build.close()
        number *= 10


if __name__ == "__main__":
    main()
