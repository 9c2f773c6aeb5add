"""Photos opened ahead of their turn: in order, while the caller works, and not without bounds."""

from collections.abc import Iterator
from functools import partial
from threading import Event

import pytest
from PIL import Image

from captioning.catalogue.ahead import ahead
from captioning.catalogue.contents import Found
from captioning.vision.photos import UnreadablePhoto


def number(place: int) -> Image.Image:
    return Image.new("L", (1, 1), place)


def numbered(count: int) -> list[Found]:
    return [Found(str(place), partial(number, place)) for place in range(count)]


def test_photos_come_in_their_order() -> None:
    opened = [(photo.name, photo.load().getpixel((0, 0))) for photo in ahead(numbered(50), 7)]
    assert opened == [(str(place), place) for place in range(50)]


def test_the_next_photo_is_opened_while_the_caller_works() -> None:
    second = Event()

    def open_second() -> Image.Image:
        second.set()
        return number(2)

    photos = ahead([*numbered(1), Found("second", open_second)], 1)
    next(photos)
    assert second.wait(10)
    photos.close()


def test_few_photos_are_open_at_once_and_none_after_the_end() -> None:
    taken: list[int] = []

    def counted() -> Iterator[Found]:
        for photo in numbered(100):
            taken.append(1)
            yield photo

    photos = ahead(counted(), 5)
    next(photos)
    assert len(taken) == 6
    photos.close()
    assert len(taken) == 6


def test_a_photo_that_cannot_be_opened_says_so_at_its_turn() -> None:
    def broken() -> Image.Image:
        raise UnreadablePhoto("It is damaged.")

    first, bad, last = ahead([*numbered(1), Found("bad", broken), *numbered(1)], 2)
    assert first.load().size == last.load().size == (1, 1)
    with pytest.raises(UnreadablePhoto, match="damaged"):
        bad.load()
