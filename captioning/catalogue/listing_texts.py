"""Texts for market places, made of what a photo shows and what the shop says.

Etsy takes titles of 140 characters and 13 tags of 20 characters each. Google asks that a text by a
machine is marked so, in an attribute of its own (https://support.google.com/merchants/answer/14784710).
"""

import re
from collections.abc import Callable, Iterator, Mapping

from captioning.catalogue.alt_wording import AltText, shortened
from captioning.catalogue.house_style import HouseStyle
from captioning.catalogue.shop_file import Facts
from captioning.catalogue.shop_words import known, with_known
from captioning.data.attributes import Attributes
from captioning.language.attributes import attributes

_TITLE, _TAG, _TAGS, _DESCRIPTION = 140, 20, 13, 5_000
_SURE_METALS = ("mixed", "none", "other")


def etsy(made: AltText, facts: Facts, style: HouseStyle) -> dict[str, str]:
    """Title, description and tags of an Etsy listing, by the names of their columns."""
    caption = with_known(made.caption, known(facts))
    title = caption.removeprefix("a ").removeprefix("an ")
    brand, sku = facts.brand or style.brand, facts.sku
    ends = [f"By {brand}." if brand else "", f"Reference: {sku}." if sku else ""]
    return {
        "Etsy title": shortened(title[:1].upper() + title[1:], _TITLE),
        "Etsy description": " ".join(filter(None, [f"{made.text.rstrip('.')}.", *ends])),
        "Etsy tags": ", ".join(_tags(caption)),
    }


def google(made: AltText, facts: Facts, style: HouseStyle) -> dict[str, str]:
    """Google's structured description, marked as written by a machine."""
    del facts, style  # the alt text has them already
    content = shortened(re.sub(r'[":]+', "", made.text), _DESCRIPTION)
    return {"structured_description": f'trained_algorithmic_media:"{content}"'}


LISTINGS: Mapping[str, Callable[[AltText, Facts, HouseStyle], dict[str, str]]] = {
    "etsy": etsy,
    "google": google,
}
"""Makers of further columns, by the names that options have."""


def _tags(caption: str) -> list[str]:
    """Words that buyers search for, at most 13 of 20 characters."""
    fitting = [tag for tag in _said(attributes(caption)) if len(tag) <= _TAG]
    return list(dict.fromkeys(fitting))[:_TAGS]


def _said(seen: Attributes) -> Iterator[str]:
    kind, metal = seen.type or "jewelry", seen.metal if seen.metal not in _SURE_METALS else None
    if metal:
        yield f"{metal} {kind}"
    for stone in seen.stones:
        yield f"{stone} {kind}"
        yield f"{stone} jewelry"
    if seen.motif:
        yield f"{seen.motif} {kind}"
        yield f"{seen.motif} jewelry"
    if metal:
        yield f"{metal} jewelry"
    yield kind
    yield from seen.stones
