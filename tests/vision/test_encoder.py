"""The encoder: preprocessing as data, features before pooling, any EfficientNet by name."""

import json

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from captioning.vision.encoder import CheckpointError, EncoderConfig, ImageEncoder
from captioning.vision.framing import Framing


@pytest.fixture(scope="module")
def encoder():
    torch.manual_seed(0)
    return ImageEncoder(EncoderConfig(size=64)).eval()


def photo(width, height, colour=(200, 30, 30)):
    return Image.new("RGB", (width, height), colour)


def test_default_size_gives_100_positions():
    assert EncoderConfig().size == 299
    torch.manual_seed(0)
    assert ImageEncoder().eval().encode([photo(40, 40)]).shape == (1, 100, 1280)


def test_view_letterboxes_on_white(encoder):
    view = np.asarray(encoder.view(photo(100, 50)))
    assert view.shape == (64, 64, 3)
    assert (view[0] == 255).all()
    assert (view[32] == (200, 30, 30)).all()


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (64, 64)])
def test_any_shape_is_encoded(encoder, size):
    assert torch.isfinite(encoder.encode([photo(*size)])).all()


def test_stem_and_top_are_the_whole(encoder):
    pixels = encoder.preprocess([photo(50, 80)])
    with torch.inference_mode():
        for depth in (0, 3, 7):
            torch.testing.assert_close(
                encoder.top(encoder.stem(pixels, depth), depth), encoder(pixels)
            )


def test_row_in_a_batch_equals_the_row_alone(encoder):
    photos = [photo(50, 80), photo(80, 50, (0, 90, 200))]
    both = encoder.encode(photos)
    torch.testing.assert_close(both[1:], encoder.encode(photos[1:]), atol=1e-4, rtol=1e-3)


def test_preprocessing_is_data(encoder, tmp_path):
    encoder.save(tmp_path)
    config = (tmp_path / "config.json").read_text().replace('"size": 64', '"size": 96')
    (tmp_path / "config.json").write_text(config)
    assert ImageEncoder.load(tmp_path).view(photo(10, 10)).size == (96, 96)


def small_piece():
    picture = photo(400, 400, (255, 255, 255))
    picture.paste((200, 30, 30), (100, 100, 200, 200))
    return picture


def test_nearness_is_data_too(tmp_path):
    ImageEncoder(EncoderConfig(size=64, framing=Framing(0.5))).save(tmp_path)
    view = np.asarray(ImageEncoder.load(tmp_path).view(small_piece()))
    assert (view == (200, 30, 30)).all(-1).mean() == pytest.approx(1 / 4, abs=0.08)


def test_a_checkpoint_that_says_nothing_of_nearness_sees_whole_photos(encoder, tmp_path):
    encoder.save(tmp_path)
    said = json.loads((tmp_path / "config.json").read_text())
    del said["framing"]
    (tmp_path / "config.json").write_text(json.dumps(said))
    loaded = ImageEncoder.load(tmp_path)
    assert loaded.near(small_piece()).size == (400, 400)


def test_saved_equals_reloaded(encoder, tmp_path):
    encoder.save(tmp_path)
    first = ImageEncoder.load(tmp_path)
    first.save(tmp_path / "again")
    second = ImageEncoder.load(tmp_path / "again")
    torch.testing.assert_close(first.encode([photo(9, 9)]), second.encode([photo(9, 9)]))


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_missing_file_is_named(encoder, tmp_path, name):
    encoder.save(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(CheckpointError, match=f"{name} is missing"):
        ImageEncoder.load(tmp_path)


def test_damaged_weights_are_a_sentence(encoder, tmp_path):
    encoder.save(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(CheckpointError, match="damaged"):
        ImageEncoder.load(tmp_path)


def test_any_efficientnet_by_name_with_its_own_preprocessing():
    encoder = ImageEncoder.from_timm("efficientnet_b0", size=64, pretrained=False).eval()
    assert encoder.config.mean == pytest.approx((0.485, 0.456, 0.406))
    assert encoder.encode([photo(30, 30)]).shape == (1, 4, 1280)


def test_unknown_architecture_is_named():
    with pytest.raises(CheckpointError, match="resnet50"):
        ImageEncoder.from_timm("resnet50", pretrained=False)


@pytest.mark.parametrize("name", ["tf_efficientnet_lite0", "efficientnet_b0"])
def test_folded_norms_give_the_same_features(name):
    torch.manual_seed(0)
    encoder = ImageEncoder.from_timm(name, size=64, pretrained=False).eval()
    norms = [module for module in encoder.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:  # as if trained
        norm.running_mean.normal_(0, 0.2)
        norm.running_var.uniform_(0.5, 2)
    before = encoder.encode([photo(50, 80)])
    encoder.fold()
    assert len(norms) > 40
    assert not any(isinstance(module, nn.BatchNorm2d) for module in encoder.modules())
    torch.testing.assert_close(encoder.encode([photo(50, 80)]), before, atol=1e-4, rtol=1e-3)
