"""What colour profiles change: words of captions, and the time of a photo.

The same photos are saved in sRGB, in Display P3 and in Adobe RGB with the profile embedded. They
look alike in a browser, so their captions should be alike: the control goes through the same
conversion and back without a profile, which rounds colours as often.

    python -m tests.benchmarks.colour --data jewelry --photos 60
"""

import argparse
import io
import json
import random
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from PIL import Image, ImageCms

sys.path.insert(0, str(Path(__file__).parents[1] / "vision"))

from profiles import ADOBE_RGB, DISPLAY_P3, SRGB, in_profile, rgb_profile

from captioning.data import read_dataset
from captioning.describe.captioner import Captioner
from captioning.vision.photos import load_photo

HOME = Path(__file__).parents[2]


def control(photo: Image.Image) -> bytes:
    """The photo through Display P3 and back, as sRGB."""
    icc = rgb_profile(DISPLAY_P3)
    with Image.open(io.BytesIO(in_profile(photo, icc))) as there:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        back = ImageCms.profileToProfile(there, profile, SRGB, renderingIntent=1, outputMode="RGB")
    stream = io.BytesIO()
    back.save(stream, "PNG")
    return stream.getvalue()


def plain(photo: Image.Image) -> bytes:
    stream = io.BytesIO()
    photo.save(stream, "PNG")
    return stream.getvalue()


def changed_words(captioner: Captioner, photos: list[Image.Image]) -> dict[str, int]:
    """How many captions, of both models, differ from those of the plain photos."""
    ways = {
        "control": control,
        "Display P3": lambda photo: in_profile(photo, rgb_profile(DISPLAY_P3)),
        "Adobe RGB": lambda photo: in_profile(photo, rgb_profile(ADOBE_RGB, 2.19921875)),
    }
    counts = dict.fromkeys(ways, 0)
    for photo in photos:
        before = captioner.describe(load_photo(plain(photo)), alternatives=0)
        for way, save in ways.items():
            after = captioner.describe(load_photo(save(photo)), alternatives=0)
            counts[way] += sum(before[name].text != after[name].text for name in before)
    return counts


def seconds(captioner: Captioner, rounds: int = 7) -> dict[str, float]:
    """Median times with a made-up photo of 12 megapixels, turn about."""
    rng = np.random.default_rng(1)
    small = Image.fromarray(rng.integers(0, 256, (63, 84, 3), dtype=np.uint8))
    photo = small.resize((4032, 3024), Image.Resampling.BICUBIC)
    stream = io.BytesIO()
    photo.save(stream, "JPEG", quality=90)
    files = {
        "decode sRGB": stream.getvalue(),
        "decode Display P3": in_profile(photo, rgb_profile(DISPLAY_P3), "JPEG", quality=90),
    }
    times: dict[str, list[float]] = {name: [] for name in (*files, "describe")}
    for _ in range(rounds):
        for name, data in files.items():
            started = perf_counter()
            decoded = load_photo(data)
            times[name].append(perf_counter() - started)
        started = perf_counter()
        captioner.describe(decoded)
        times["describe"].append(perf_counter() - started)
    return {name: median(taken) for name, taken in times.items()}


def main() -> None:
    """Prints both as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="An image folder; without it times alone.")
    parser.add_argument("--photos", type=int, default=60)
    chosen = parser.parse_args()
    captioner = Captioner.load(HOME / "checkpoints")
    captioner.describe(Image.new("RGB", (300, 300), "white"))
    times = seconds(captioner)
    extra = times["decode Display P3"] - times["decode sRGB"]
    whole = times["decode Display P3"] + times["describe"]
    found = {"seconds": times, "share of the answer": extra / whole}
    if chosen.data:
        examples = read_dataset(chosen.data, "dev")
        some = random.Random(7).sample(examples, min(chosen.photos, len(examples)))
        photos = [load_photo(example.image) for example in some]
        found["captions changed"] = changed_words(captioner, photos)
        found["captions"] = len(photos) * len(captioner.names)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
