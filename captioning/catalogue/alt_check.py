"""What is wrong with alt texts that a shop has already."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from captioning.catalogue.alt_wording import IMAGE_OF
from captioning.catalogue.csv_file import csv_text
from captioning.catalogue.house_style import HouseStyle
from captioning.catalogue.shop_alts import ShopAlts
from captioning.catalogue.shop_file import Facts, ShopPhoto
from captioning.catalogue.shop_words import conflicts, known
from captioning.vision.photo_kinds import has_photo_suffix

SHORTEST_WORDS = 3
"""An alt text of fewer words says less than "gold ring with ..."."""

_NAME = re.compile(
    r"\w*\d\w*|(?:img|dsc|dscn|pxl|image|photo|foto|screenshot|untitled)[\W_\d]*", re.I
)
_COLUMNS = ("line", "product", "photo", "alt text", "remarks", "proposed")


@dataclass(frozen=True)
class Checked:
    """An alt text with what is wrong with it.

    Attributes:
        photo: The photo in the file.
        faults: Sentences, without a dot; empty if nothing is wrong.
        proposed: Another text; empty where the photo was not described.
    """

    photo: ShopPhoto
    faults: tuple[str, ...]
    proposed: str = ""


def check(alts: ShopAlts) -> list[Checked]:
    """Checks the alt text of every photo of a file.

    Args:
        alts: The file. Texts are held against their photos too if any of these are described.
    """
    photos = alts.shop.photos
    times = Counter(photo.alt for photo in photos if photo.alt)
    return [_checked(alts, photo, times[photo.alt]) for photo in photos]


def check_text(checked: Sequence[Checked]) -> str:
    """The result as CSV, with a row for each text that has a fault."""
    rows = [
        (str(one.photo.line), one.photo.product, one.photo.source, one.photo.alt,
         "; ".join(one.faults), one.proposed)
        for one in checked
        if one.faults
    ]  # fmt: skip
    return csv_text(_COLUMNS, rows)


def faults(alt: str, style: HouseStyle, times: int = 1) -> Iterator[str]:
    """What is wrong with a text by itself.

    Args:
        alt: The alt text.
        style: The house style; its length and words count.
        times: How many photos have it.
    """
    words = alt.split()
    if not words:
        yield "missing"
        return
    if has_photo_suffix(words[-1]) or all(map(_NAME.fullmatch, words)) or "_" in alt:
        yield "a file name, no description"
    elif len(words) < SHORTEST_WORDS:
        yield f"too short: {len(words)} word{'s' * (len(words) > 1)}"
    if len(alt) > style.longest:
        yield f"too long: {len(alt)} of {style.longest} characters"
    if IMAGE_OF.match(alt):
        yield f'begins with "{IMAGE_OF.match(alt)[0].strip()}", which screen readers say already'  # type: ignore[index]
    if times > 1:
        yield f"the same for {times} photos"
    for word in style.never:
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", alt, re.IGNORECASE):
            yield f'has the word "{word}"'


def contradictions(alt: str, captions: Sequence[str]) -> list[str]:
    """What a text says of type or metal that no caption of the photo agrees with.

    Args:
        alt: The text, in any language of the captions.
        captions: Of the photo, in English; those that the models put first.
    """
    said = known(Facts(title=alt))
    against = [
        {one.kind: one for one in conflicts(caption, said) if one.kind in ("type", "metal")}
        for caption in captions
    ]
    if not against:
        return []
    return [
        f"{kind}: the text says {one.shop}, the photo looks like {one.photo}"
        for kind, one in against[0].items()
        if all(kind in other for other in against)
    ]


def _checked(alts: ShopAlts, photo: ShopPhoto, times: int) -> Checked:
    found = list(faults(photo.alt, alts.options.style, times))
    if photo.alt:
        found += contradictions(photo.alt, alts.captions(photo))
    made = alts.proposed(photo)
    if alts.described and (remark := alts.remark(photo)):
        found.append(remark.rstrip("."))
    return Checked(photo, tuple(found), made.text if made and found else "")
