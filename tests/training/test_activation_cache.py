"""The cache of what training reads: never another encoder's view of a photo."""

from PIL import Image

from captioning.data import Example
from captioning.training.activation_cache import FeatureCache
from captioning.vision.encoder import EncoderConfig, ImageEncoder
from captioning.vision.framing import Framing


def test_photos_seen_nearer_are_cached_apart(tmp_path):
    picture = Image.new("RGB", (60, 60), "white")
    picture.paste("navy", (25, 25, 35, 35))
    picture.save(tmp_path / "small.png")
    cache = FeatureCache(tmp_path, [Example(tmp_path / "small.png", (), "train", "small.png")], 0)
    navy = [
        (cache.open(ImageEncoder(EncoderConfig(size=32, framing=framing)), 0) < 60).mean()
        for framing in (None, Framing(), None)
    ]
    assert navy[1] > 3 * navy[0]
    assert navy[2] == navy[0]
