"""Latency of an answer and of each part of it, compared with a model of BLIP-base's size.

Run it by hand on an otherwise idle machine: `python -m tests.benchmarks.latency`. The yardstick
is a captioner of BLIP-base's size built from its configuration with random weights; the time
does not depend on what the weights are.
"""

import argparse
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the app sets it

import numpy as np
import torch
from PIL import Image
from transformers import BlipConfig, BlipForConditionalGeneration

from captioning.describe.captioner import Captioner
from captioning.describe.engine.cores import usable_cores
from captioning.describe.photo_query import photo_query
from captioning.gallery.gallery import Gallery
from captioning.language.query import Query
from captioning.ui.pictures import Pictures
from captioning.ui.search import GalleryView, SearchOptions
from captioning.vision.photos import load_photo

HOME = Path(__file__).parents[2]
WORDS = 10  # new tokens of the yardstick, about the length of our captions
QUERIES = ("silver ring with a round sapphire", "yellow gold hoop earrings", "pearl necklace")


def measured(name: str, act: Callable[[], object], times: int) -> np.ndarray:
    """Milliseconds of each run after two warm-ups; prints the 50th and 95th percentile."""
    act(), act()
    spent = []
    for _ in range(times):
        started = perf_counter()
        act()
        spent.append(1000 * (perf_counter() - started))
    p50, p95 = np.percentile(spent, (50, 95))
    print(f"{name:<44}{p50:>10.1f}{p95:>10.1f}", flush=True)
    return np.array(spent)


def photo_bytes(gallery: Gallery) -> bytes:
    """A piece of the gallery as a photo from a phone: 12 megapixels of JPEG."""
    picture = Image.open(gallery.pieces[0].image).convert("RGB").resize((4000, 3000))
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=90)
    return stream.getvalue()


def blip() -> BlipForConditionalGeneration:
    """A captioner of BLIP-base's size; its configuration's defaults are BLIP-base's."""
    return BlipForConditionalGeneration(BlipConfig()).eval()


def main() -> None:
    """Prints the table and whether we are five times faster than the yardstick."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40, help="runs of each part")
    parser.add_argument("--yardstick-times", type=int, default=8, help="runs of the yardstick")
    times = parser.parse_args().times
    captioner = Captioner.load(HOME / "checkpoints")
    gallery = Gallery.open(HOME / "assets" / "gallery")
    view = GalleryView(gallery, Pictures(), "gallery")
    content = photo_bytes(gallery)
    photo = load_photo(content)
    features = captioner.features([photo])
    print(f"{usable_cores()} cores; {len(gallery.pieces)} pieces in the gallery\n")
    print(f"{'milliseconds':<44}{'p50':>10}{'p95':>10}")
    measured("decode a 12-megapixel JPEG", lambda: load_photo(content), times)
    measured("encode", lambda: captioner.features([photo]), times)
    for name in captioner.names:
        measured(f"{name}, 3 beams", lambda n=name: captioner.captions(n, features), times)
    options = SearchOptions()
    for query in QUERIES:
        measured(f"search: {query}", lambda q=query: view.answer(Query.typed(q), q, options), times)

    def whole() -> None:
        seen = load_photo(content)
        query = photo_query(captioner.describe(seen))
        view.answer(query, str(query), SearchOptions(), seen)

    answers = measured("the whole, photo to pieces, both models", whole, times)
    model = blip()
    pixels = torch.zeros(1, 3, 384, 384)

    def caption() -> None:
        with torch.inference_mode():
            model.generate(pixels, num_beams=3, min_new_tokens=WORDS, max_new_tokens=WORDS)

    size = sum(p.numel() for p in model.parameters()) / 1e6
    yardstick = measured(f"yardstick: BLIP-base, {size:.0f} M, 3 beams", caption,
                         parser.parse_args().yardstick_times)  # fmt: skip
    factor = float(np.median(yardstick) / np.median(answers))
    print(f"\nthe whole is {factor:.1f} times faster than the yardstick's caption alone")


if __name__ == "__main__":
    main()
