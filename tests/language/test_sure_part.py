"""What is left of a caption where something is unclear."""

import pytest

from captioning.language.sure_part import sure_part


@pytest.mark.parametrize(
    ("caption", "unclear", "left"),
    [
        ("a silver ring with a round amethyst", ["metal"], "a ring with purple stones"),
        ("a silver ring with a round amethyst", ["stone"], "a silver ring"),
        ("gold hoops with pearls", ["metal"], "earrings with pearls"),
        ("a rose gold pendant", ["type"], "a rose gold piece of jewelry"),
        ("a silver ring with a ruby", ["type", "metal", "stone"], "a piece of jewelry"),
        ("a two-tone watch", ["stone"], "a two-tone watch"),
        ("a silver ring with a ruby", [], "a silver ring with a ruby"),
        ("a dog in the snow", ["metal"], "a dog in the snow"),
    ],
)
def test_sure_part(caption, unclear, left):
    assert sure_part(caption, unclear) == left
