"""How much each facet that is said should count, by the labels of training shops. Run by hand:

    python tests/benchmarks/facet_weights.py --data FOLDER

FOLDER holds a `metadata.jsonl` whose lines have `split`, `source` (a shop), `product`, captions
and labels. Each shop is a gallery of its own. Pieces of it ask with their labels in words and with
their shortest caption; other products of the shop are relevant by grades: of the type 1, and then
for the look of the main stone 4, the metal 2, a style and the motif 1 each. Shops are parted in
two: weights are chosen on one half, and both halves are shown, with precision at 5 for type, metal
and look. No score is too low, so that orders alone are compared.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log2
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[2]))

from captioning.data.metadata import metadata_file, read_metadata
from captioning.gallery.gallery import Gallery, Piece
from captioning.language.attributes import NOT_ONE_COLOUR, coarse_type, look, vocabulary_form
from captioning.settings import SearchSettings, shipped_settings

LEAST_PIECES = 60
KINDS = ("said_type", "said_stones", "said_metal", "said_style", "said_motif", "said_whole")
VARIANTS: dict[str, dict[str, float]] = {
    "cosine alone": dict.fromkeys(KINDS, 0.0),
    "type 0.7, stones 0.9": {"said_type": 0.7, "said_stones": 0.9},
    "type 0.9, stones 0.9": {"said_type": 0.9, "said_stones": 0.9},
    "type 0.7, stones 0.7": {"said_type": 0.7, "said_stones": 0.7},
    "type 0.9, stones 0.7": {"said_type": 0.9, "said_stones": 0.7},
    "type 0.9, stones 0.7, metal 0.5": {"said_type": 0.9, "said_stones": 0.7, "said_metal": 0.5},
    "style 0.2": {"said_style": 0.2},
    "style 0.4": {"said_style": 0.4},
    "style 0.6": {"said_style": 0.6},
}
"""The weights that they do not name are those shipped."""


@dataclass(frozen=True)
class Shop:
    """The pieces of a shop, and the products that they show."""

    gallery: Gallery
    products: dict[str, str]


def shops(folder: Path) -> list[Shop]:
    """The shops of the training split that have enough pieces."""
    found: dict[str, list[tuple[Piece, str]]] = defaultdict(list)
    for line in read_metadata(metadata_file(folder)):
        record = line.record
        if record is None or record.split != "train" or record.attributes is None:
            continue
        known = vocabulary_form(record.attributes)
        piece = Piece(
            id=record.file_name,
            image=Path("absent.jpg"),
            captions=record.captions,
            **vars(known),
        )
        found[str(record.source)].append((piece, str(record.product)))
    return [
        Shop(Gallery.of([one for one, _ in pieces]), {one.id: of for one, of in pieces})
        for _, pieces in sorted(found.items())
        if len(pieces) >= LEAST_PIECES
    ]


def asked(piece: Piece) -> list[str]:
    """What a piece asks with: its labels in words, and its shortest caption."""
    metal = piece.metal if piece.metal not in (None, *NOT_ONE_COLOUR) else ""
    stones = f"with {' and '.join(piece.stones)}" if piece.stones else ""
    labels = " ".join(filter(None, [metal, *piece.style, piece.type, stones, piece.motif]))
    return [labels, min(piece.captions, key=len)]


def main_look(piece: Piece) -> str | None:
    """The look of the main stone."""
    return (look(piece.stones[0]) or piece.stones[0]) if piece.stones else None


def grade(piece: Piece, other: Piece) -> int:
    """How relevant another piece is, from 0 to 9."""
    if coarse_type(piece.type) != coarse_type(other.type):
        return 0
    styles = bool(set(piece.style) & set(other.style)) or not piece.style
    same = main_look(piece) == main_look(other), piece.metal == other.metal, styles
    return 1 + 4 * same[0] + 2 * same[1] + same[2] + (piece.motif == other.motif)


def gain(grades: Sequence[int]) -> float:
    """The discounted cumulative gain of the first ten."""
    return sum(one / log2(place + 2) for place, one in enumerate(grades[:10]))


def scores(shop: Shop, settings: SearchSettings, queries: int) -> list[tuple[float, float]]:
    """nDCG at 10 and precision at 5 of the queries of some pieces of a shop."""
    gallery = Gallery(shop.gallery.backend, settings)
    pieces = [piece for piece in gallery.pieces if piece.type]
    results = []
    for piece in Random(1).sample(pieces, min(queries, len(pieces))):
        own = {name for name, of in shop.products.items() if of == shop.products[piece.id]}
        others = [grade(piece, other) for other in gallery.pieces if other.id not in own]
        best = gain(sorted(others, reverse=True))
        alike = sum(one >= 7 for one in others)
        if not best or not alike:
            continue
        for query in asked(piece):
            found = gallery.search(query, k=10, minimum=0.0, exclude=own)
            hits = [grade(piece, hit.piece) for hit in found]
            right = sum(one >= 7 for one in hits[:5]) / min(5, alike)
            results.append((gain(hits) / best, right))
    return results


def main() -> None:
    """Prints the figures of each variant on both halves of the shops."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=24, help="pieces that ask in each shop")
    options = parser.parse_args()
    found, shipped = shops(options.data), shipped_settings().search
    halves = {"chosen on": found[::2], "others": found[1::2]}
    print(f"{len(found)} shops with {sum(len(one.products) for one in found)} pieces")
    print("| weights | nDCG@10, chosen on | P@5 | nDCG@10, others | P@5 |")
    print("|---|---|---|---|---|", flush=True)
    for name, changes in VARIANTS.items():
        settings, cells = replace(shipped, **changes), []
        for half in halves.values():
            results = [pair for shop in half for pair in scores(shop, settings, options.queries)]
            cells += [f"{sum(column) / len(results):.3f}" for column in zip(*results, strict=True)]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
