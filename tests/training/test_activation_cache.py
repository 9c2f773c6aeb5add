"""The cache of activations: never returns those of another encoder."""

from PIL import Image

from captioning.data import Example
from captioning.training.activation_cache import ActivationCache, is_blank
from captioning.vision.encoder import EncoderConfig, ImageEncoder
from captioning.vision.framing import Framing


def test_photos_seen_nearer_are_cached_apart(tmp_path):
    picture = Image.new("RGB", (60, 60), "white")
    picture.paste("navy", (25, 25, 35, 35))
    picture.save(tmp_path / "small.png")
    cache = ActivationCache(
        tmp_path, [Example(tmp_path / "small.png", (), "train", "small.png")], 0
    )
    navy = [
        (cache.open(ImageEncoder(EncoderConfig(size=32, framing=framing)), 0) < 60).mean()
        for framing in (None, Framing(), None)
    ]
    assert navy[1] > 3 * navy[0]
    assert navy[2] == navy[0]


def test_augmented_views_are_the_same_each_time_and_unlike_the_photo(tmp_path):
    examples = []
    for number in range(3):
        file = tmp_path / f"{number}.png"
        Image.effect_noise((40, 40), 60 + number).convert("RGB").save(file)
        examples.append(Example(file, (), "train", file.name))
    (tmp_path / "1.png").write_bytes(b"broken")
    encoder = ImageEncoder(EncoderConfig(size=32))
    for depth in (0, 2):
        first, again, plain = (
            ActivationCache(tmp_path / folder, examples, view).open(encoder, depth)
            for folder, view in (("a", 1), ("b", 1), ("a", 0))
        )
        for row in (0, 2):
            assert (first[row] == again[row]).all() and (first[row] != plain[row]).any()
        assert [is_blank(row) for row in first] == [False, True, False]
