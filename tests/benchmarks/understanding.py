"""How long it takes to understand a typed query. Run by hand:

    python tests/benchmarks/understanding.py

Each query of `tests/language/queries.jsonl` is read once, after another has loaded
the files of words; only single words are remembered.
"""

import json
import statistics
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[2]))

from captioning.gallery.gallery import Gallery
from captioning.language.understanding.vocabulary import LANGUAGES, vocabulary

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Prints the median, the 95th percentile and the worst in milliseconds."""
    lines = (ROOT / "tests/language/queries.jsonl").read_text("utf-8").splitlines()
    queries = [json.loads(line)["query"] for line in lines]
    gallery = Gallery.open(ROOT / "assets/gallery")
    for language in LANGUAGES:
        vocabulary(language)
    gallery.understand("xyzzy")
    times = []
    for query in queries:
        started = perf_counter()
        gallery.understand(query)
        times.append(1000 * (perf_counter() - started))
    tail = statistics.quantiles(times, n=20)[-1]
    print(f"{len(times)} queries: median {statistics.median(times):.2f} ms, ", end="")
    print(f"95 % {tail:.2f} ms, worst {max(times):.2f} ms")


if __name__ == "__main__":
    main()
