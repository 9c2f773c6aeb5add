"""The alt texts of a product file: which photos need one, what each gets, and what was changed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from PIL import Image

from captioning.catalogue.ahead import ahead
from captioning.catalogue.alt_wording import AltText, alt_text
from captioning.catalogue.contents import Found
from captioning.catalogue.house_style import HouseStyle, StyleError
from captioning.catalogue.listing_texts import LISTINGS
from captioning.catalogue.shop_file import ShopFile, ShopPhoto
from captioning.catalogue.shop_photos import NoPhoto
from captioning.catalogue.shop_words import told
from captioning.describe.caption import surest_first
from captioning.vision.evidence import Told
from captioning.vision.photos import UnreadablePhoto

if TYPE_CHECKING:
    from captioning.describe.captioner import Caption, Captioner

FILLED, REPLACED, KEPT, REVIEW, MISSING = "filled", "replaced", "kept", "to review", "no photo"
"""What happened to the alt text of a photo."""

_LETTERS = {
    "es": "áéíñóúü", "fr": "àâçèéêëîïôùûüœ", "de": "äöüßÄÖÜ", "it": "àèéìòù", "tr": "çğıöşüİŞÇĞÖÜ",
}  # fmt: skip


class Conflicts(StrEnum):
    """What is written where all captions of a photo contradict what the shop says of the piece."""

    LEAVE = "leave"
    PHOTO = "photo"
    SHOP = "shop"

    @classmethod
    def of(cls, word: str) -> "Conflicts":
        """The choice that a word names, in any case; `LEAVE` for an empty one.

        Raises:
            StyleError: It names none; the sentence has those there are.
        """
        try:
            return cls(word.strip().lower() or cls.LEAVE)
        except ValueError:
            raise StyleError(f"conflicts is {', '.join(cls)}, not {word!r}: use one.") from None


@dataclass(frozen=True)
class AltOptions:
    """What is wanted.

    Attributes:
        style: The house style.
        replace: Whether photos that have an alt text get another.
        conflicts: What is written where a photo contradicts the shop's words.
        listings: Further columns: "etsy", "google".
    """

    style: HouseStyle = field(default_factory=HouseStyle)
    replace: bool = False
    conflicts: Conflicts = Conflicts.LEAVE
    listings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What happened to one photo.

    Attributes:
        photo: The photo in the file.
        action: `FILLED`, `REPLACED`, `KEPT`, `REVIEW` or `MISSING`.
        text: The alt text proposed, written unless it is `KEPT` or `REVIEW`; empty for none.
        others: The text in further languages.
        remarks: Sentences: conflicts, notes, why a photo is missing.
    """

    photo: ShopPhoto
    action: str
    text: str = ""
    others: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


Opener = Callable[[ShopPhoto], tuple[str, Callable[[], Image.Image]]]
"""Gives a key under which a photo is described once, and what opens it; raises `NoPhoto`."""

Described = dict[str, tuple[str, ...]]
"""By the key of a photo its captions in English, the best first."""


def candidates(captions: "Mapping[str, Caption]", level: str = "normal") -> tuple[str, ...]:
    """All captions of a photo: each model's own, the surest first, then others by probability.

    Args:
        captions: By the model's name.
        level: With "complete" the models' complete captions come before the others.
    """
    surest = surest_first(captions).values()
    own = [caption.text for caption in surest]
    if level == "complete":
        own = [caption.levels["complete"] for caption in surest] + own
    others = [other for caption in captions.values() for other in caption.alternatives]
    others.sort(key=lambda other: -other.log_probability)
    return tuple(dict.fromkeys([*own, *(other.text for other in others)]))


class ShopAlts:
    """Fills the alt texts of a product file, in two steps, so that work can be stopped between."""

    def __init__(self, shop: ShopFile, open_photo: Opener, options: AltOptions) -> None:
        """Looks for the photos; none is opened yet.

        Args:
            shop: The file.
            open_photo: Finds a photo of it.
            options: What is wanted.

        Raises:
            TableError: The file's encoding lacks letters that its texts will have.
        """
        self.shop = shop
        self.options = options
        self.described: Described = {}
        self.sure: frozenset[str] = frozenset()  # keys whose captions a person stands by
        self.unreadable: dict[str, str] = {}
        self._keys: dict[ShopPhoto, str] = {}
        self._missing: dict[ShopPhoto, str] = {}
        self._told: dict[str, Told] = {}
        self._openers: dict[str, Callable[[], Image.Image]] = {}
        style = options.style
        must = [word for row in style.must_have.values() for word in row]
        letters = [_LETTERS.get(code, "") for code in style.languages]
        shop.table.check_writable([style.template, style.brand, *must, *letters])
        for photo in self._wanted():
            try:
                key, self._openers[key] = self._found(photo, open_photo)
                self._keys[photo] = key
                self._told.setdefault(key, told(photo.facts))
            except (NoPhoto, UnreadablePhoto) as error:
                self._missing[photo] = str(error)

    @property
    def waiting(self) -> list[str]:
        """Keys of the photos that are still to be described."""
        done = self.described.keys() | self.unreadable.keys()
        return [key for key in dict.fromkeys(self._keys.values()) if key not in done]

    def describe(
        self,
        captioner: "Captioner",
        *,
        batch: int = 16,
        progress: Callable[[list[str]], Iterable[str]] = lambda keys: keys,
        keep: Callable[[Described], None] = lambda described: None,
    ) -> None:
        """Describes the photos, each once, however many rows name it.

        Args:
            captioner: Describes them.
            batch: Photos in one pass.
            progress: Wraps the keys, for a progress bar.
            keep: Is given the captions of each batch, to keep them for a run that is stopped.
        """
        waiting = [Found(key, self._openers[key]) for key in self.waiting]
        progressing = progress([photo.name for photo in waiting])
        with closing(ahead(waiting, batch)) as opening:
            photos = self._opened(zip(progressing, opening, strict=False))
            while some := list(islice(photos, batch)):
                leading = [self._told[key] for key, _ in some]
                said = captioner.describe_batch([photo for _, photo in some], known=leading)
                texts = [candidates(one, self.options.style.level) for one in said]
                new = {key: text for (key, _), text in zip(some, texts, strict=True)}
                self.described |= new
                keep(new)

    def write(self) -> list[Change]:
        """Writes the texts into the file, in its order.

        Returns:
            What happened to every photo of the file.
        """
        taken: dict[str, set[str]] = defaultdict(set)
        for photo in self.shop.photos:
            if photo.alt and photo.product and not self.options.replace:
                taken[photo.product].add(photo.alt)
        listed: set[str] = set()
        return [self._write(photo, taken[photo.product], listed) for photo in self.shop.photos]

    def proposed(self, photo: ShopPhoto, taken: Iterable[str] = ()) -> AltText | None:
        """The text that a described photo would have; None if it is not described."""
        texts = self.described.get(self._keys.get(photo, ""))
        if not texts:
            return None
        by_shop = self.options.conflicts is Conflicts.SHOP and self._keys[photo] not in self.sure
        return alt_text(texts, self.options.style, photo.facts, set(taken), by_shop)

    def captions(self, photo: ShopPhoto) -> Sequence[str]:
        """A photo's captions in English; none if it is not described."""
        return self.described.get(self._keys.get(photo, ""), ())

    def texts(self, changes: Iterable[Change]) -> dict[str, dict[str, str]]:
        """The texts of photos by their keys and by language, as `write` wrote them."""
        first, *_ = self.options.style.languages
        found: dict[str, dict[str, str]] = {}
        for change in changes:
            key = self._keys.get(change.photo)
            if key and change.text and change.action != REVIEW:
                found.setdefault(key, {first: change.text, **change.others})
        return found

    def remark(self, photo: ShopPhoto) -> str:
        """Why a photo is not described; empty if nothing is known against it."""
        return self._missing.get(photo) or self.unreadable.get(self._keys.get(photo, ""), "")

    def _wanted(self) -> list[ShopPhoto]:
        """The photos that are described: all, if further columns are wanted."""
        more = self.options.listings or len(self.options.style.languages) > 1
        return [one for one in self.shop.photos if self.options.replace or more or not one.alt]

    def _found(self, photo: ShopPhoto, open_photo: Opener) -> tuple[str, Callable[[], Image.Image]]:
        key, load = open_photo(photo)
        return key, self._openers.get(key, load)

    def _opened(self, photos: Iterable[tuple[str, Found]]) -> Iterator[tuple[str, Image.Image]]:
        for key, photo in photos:
            try:
                yield key, photo.load()
            except UnreadablePhoto as error:
                self.unreadable[key] = str(error)

    def _write(self, photo: ShopPhoto, taken: set[str], listed: set[str]) -> Change:
        made = self.proposed(photo, taken)
        if made is None:
            remark, stays = self.remark(photo), bool(photo.alt) and photo not in self._keys
            return Change(photo, KEPT if stays else MISSING, remarks=(remark,) if remark else ())
        remarks = (*map(str, made.conflicts), *made.notes)
        leaves = self.options.conflicts is Conflicts.LEAVE and self._keys[photo] not in self.sure
        if made.conflicts and leaves:
            return Change(photo, REVIEW, made.text, made.others, remarks)
        kept = bool(photo.alt) and not self.options.replace
        if photo.product:  # texts without one are of different products
            taken.update(made.others.values() if kept else made.texts)
        for code, text in made.others.items():
            self.shop.write_more(photo, f"{self.shop.alt_name(photo.place)} ({code})", text)
        self._list(photo, made, listed)
        if kept:
            return Change(photo, KEPT, photo.alt, made.others, ())
        self.shop.write(photo, made.text)
        return Change(photo, REPLACED if photo.alt else FILLED, made.text, made.others, remarks)

    def _list(self, photo: ShopPhoto, made: AltText, listed: set[str]) -> None:
        """The texts of market places, once for each product."""
        product = photo.product or f"row {photo.row}"
        if product in listed:
            return
        listed.add(product)
        for listing in self.options.listings:
            for name, text in LISTINGS[listing](made, photo.facts, self.options.style).items():
                self.shop.write_row(photo.row, name, text)
