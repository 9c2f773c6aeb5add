"""What enters a page: escaped, marked where it matched, and adding up."""

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from browsing import caption
from jinja2 import UndefinedError

from captioning.gallery.gallery import Gallery, Piece
from captioning.ui.caption_words import attention_bytes
from captioning.ui.cards import cards_html
from captioning.ui.hits import hits_html, marked
from captioning.ui.markup import render
from captioning.ui.photo_input import refused_html, stage_html
from captioning.ui.search import SearchOptions
from captioning.ui.texts import percent

EVIL = '"><img src=x onerror=alert(1)>${alert(2)}{{value}}'


def piece(text: str) -> Piece:
    return Piece(
        id=EVIL, image=Path("x.png"), captions=(text, EVIL),
        type=EVIL, metal=EVIL, stones=(EVIL,), motif=EVIL, style=(EVIL,),
    )  # fmt: skip


def attributes_of(html: str) -> set[str]:
    """The names of all attributes that a browser would see."""
    seen: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: seen.update(name for name, _ in attributes)
    parser.feed(html)
    return seen


def test_nothing_of_a_caption_becomes_html():
    html = cards_html({"transformer": caption(EVIL)}, {"transformer": 1}, "x")
    gallery = Gallery.of([piece(f"gold ring {EVIL}")])
    found = hits_html(gallery.search("gold ring"), EVIL, lambda piece, size: EVIL)
    for page in (html, found, refused_html(EVIL)):
        assert "onerror" not in attributes_of(page)


def test_an_example_cannot_speak_the_template_language():
    html = stage_html([EVIL])
    assert html.count("${") == 1 and "${value}" in html and "{{" not in html


def test_a_template_fails_without_a_value_that_it_uses():
    with pytest.raises(UndefinedError, match="advice"):
        render("nothing", heading="No close match")


def test_unsure_words_look_it_and_a_low_confidence_is_said():
    sure = cards_html({"lstm": caption("gold ring", 0.9)}, {}, "x")
    unsure = cards_html({"lstm": caption("gold ring", 0.2)}, {}, "x")
    assert "unsure" not in sure and "is guessing" not in sure
    assert unsure.count("word unsure") == 2 and "is guessing" in unsure


def test_a_map_travels_as_one_byte_a_place():
    attention = np.array([[0.1, 0.4], [0.3, 0.2]], np.float32)
    assert list(base64.b64decode(attention_bytes(attention))) == [64, 255, 191, 128]


@pytest.mark.parametrize(("probability", "text"), [(1, "100%"), (0.999, "99%"), (0.415, "42%")])
def test_certainty_is_never_rounded_up(probability, text):
    assert percent(probability) == text


def test_matched_words_are_marked_also_inside_compounds():
    assert marked("A Gold ring", {"gold"}) == "A <mark>Gold</mark> ring"
    assert marked("oval-cut ruby", {"cut"}) == "<mark>oval-cut</mark> ruby"


def test_the_bars_of_a_hit_add_up_to_its_score():
    text = "a yellow gold ring with a round ruby and small white diamonds in a halo on black"
    gallery = Gallery.of([piece(text), piece("silver hoop earrings")])
    html = hits_html(gallery.search(text), "x", lambda piece, size: "x")
    reasons = html.split('class="reasons"')[1]
    shares = [float(share) for share in re.findall(r'"share">([\d.]+)<', reasons)]
    assert len(shares) > 5
    assert sum(shares[:-1]) == pytest.approx(shares[-1], abs=0.005 * len(shares))


def test_options_are_kept_within_bounds():
    assert SearchOptions(k=10**9).count == 24 and SearchOptions(k=-3).count == 1
    assert SearchOptions(type="any", metal="", stone="ruby").filters.stone == "ruby"
    assert SearchOptions(type="any", metal="").filters.type is None
