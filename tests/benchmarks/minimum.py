"""Which minimum score keeps photos of other things from finding jewelry.

    python -m tests.benchmarks.minimum --jewelry jewelry --everyday flickr8k --limit 300

Both models describe photos of jewelry and photos of everyday life, and each photo searches the
shipped gallery. For every least score it prints the share of jewelry photos that are left without
a match, which should be small, and of everyday photos that find one, which should be too.
"""

import argparse
from pathlib import Path

import numpy as np
from tqdm import tqdm

from captioning.data import read_dataset
from captioning.describe.captioner import Captioner
from captioning.describe.photo_query import photo_query
from captioning.gallery.gallery import Gallery
from captioning.language.query import Query
from captioning.vision.dataset_photos import decoded

BATCH = 16
FORMS = ("as the app asks", "transformer", "lstm")
LEAST = (0.15, 0.2, 0.225, 0.25, 0.3, 0.35, 0.4)
TYPED = (
    "ring", "gold", "sapphire", "twisted", "moon", "blue", "pearl earrings", "butterfly brooch",
    "rose gold ring with a ruby", "a dog", "a red car", "something nice for my wife",
)  # fmt: skip


def queries(captioner: Captioner, data: Path, limit: int) -> list[dict[str, Query]]:
    """What each development photo of a data set searches with, in every form."""
    examples = read_dataset(data, "dev")[:limit]
    photos = [photo for _, photo in decoded(examples)]
    asked = []
    for start in tqdm(range(0, len(photos), BATCH), desc=data.name):
        for said in captioner.describe_batch(photos[start : start + BATCH]):
            forms = {name: photo_query(said, name, considered=False) for name in said}
            forms["as the app asks"] = photo_query(said)
            asked.append(forms)
    return asked


def best(gallery: Gallery, query: Query) -> float:
    """The best piece's score; 0 if no term is shared."""
    found = gallery.rank(query, 1)
    return found[0][1] if found else 0.0


def main() -> None:
    """Prints a table for each form of query, and the best scores of some typed words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jewelry", type=Path, required=True)
    parser.add_argument("--everyday", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--checkpoints", type=Path, default=Path("checkpoints"))
    parser.add_argument("--gallery", type=Path, default=Path("assets/gallery"))
    args = parser.parse_args()
    captioner, gallery = Captioner.load(args.checkpoints), Gallery.open(args.gallery)
    jewelry = queries(captioner, args.jewelry, args.limit)
    everyday = queries(captioner, args.everyday, args.limit)
    print("| query | least score | jewelry without a match | everyday photos with one |")
    print("| --- | --- | --- | --- |")
    for form in FORMS:
        right = np.array([best(gallery, said[form]) for said in jewelry])
        wrong = np.array([best(gallery, said[form]) for said in everyday])
        for least in LEAST:
            lost, kept = np.mean(right < least), np.mean(wrong >= least)
            print(f"| {form} | {least} | {lost:.3f} | {kept:.3f} |")
    for words in TYPED:
        print(f"{words!r}: {best(gallery, words):.3f}")


if __name__ == "__main__":
    main()
