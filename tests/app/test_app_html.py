"""What enters a page: escaped, marked where it matched, and adding up."""

import base64
import re
from dataclasses import asdict, replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from browsing import caption
from jinja2 import UndefinedError
from PIL import Image

from captioning.gallery.gallery import Filters, Gallery, Piece
from captioning.language.attributes import attributes
from captioning.ui.caption_words import attention_bytes
from captioning.ui.cards import cards_html
from captioning.ui.filter_chips import choices, cleaned, filters_html, filters_of
from captioning.ui.hits import hits_html, marked
from captioning.ui.markup import render
from captioning.ui.matches import Match
from captioning.ui.photo_input import refused_html, stage_html
from captioning.ui.photo_part import KEPT, cut, kept, on_square, opened
from captioning.ui.search import SearchOptions
from captioning.ui.search_state import SearchState
from captioning.ui.texts import percent, speaking
from captioning.ui.understood import reworded, understood_html

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
    html = cards_html({"transformer": caption(EVIL)}, "x")
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
    sure = cards_html({"lstm": caption("gold ring", 0.9)}, "x")
    unsure = cards_html({"lstm": caption("gold ring", 0.2)}, "x")
    assert "unsure" not in sure and "is guessing" not in sure
    assert unsure.count("word unsure") == 2 and "is guessing" in unsure


def words_marked(html: str) -> list[str]:
    return re.findall(r'class="word(?: unsure)? differs".*?data-word="(\w+)"', html, re.DOTALL)


def test_what_both_models_say_is_shown_once_with_both_names():
    said, other = (
        caption("a gold ring with a ruby", alternatives=("gold ring", "a gold ring")),
        caption("gold ring with a ruby", 0.8, alternatives=("ring in gold", "a ruby ring")),
    )
    html = cards_html({"transformer": said, "lstm": other}, "x")
    assert re.findall(r'<article.*data-model="([^"]+)"', html) == ["transformer lstm"]
    assert "Transformer and LSTM</h2>" in html and "In the words of the LSTM" in html
    assert re.findall(r'data-query="([^"]+)"', html) == ["gold ring", "a ruby ring"]
    assert "data-vote" not in html and not words_marked(html)


def test_where_the_models_differ_the_words_are_marked_in_both():
    said = {"transformer": caption("a gold ring with a ruby"), "lstm": caption("a silver ring")}
    html = cards_html(said, "x")
    assert html.count("<article") == 2 and html.count("data-vote") == 2
    assert words_marked(html) == ["gold", "ruby", "silver"]
    assert "the models differ" in html and "doubtful word" not in html
    with speaking("de"):
        german = cards_html(said, "x")
    assert set(re.findall("<mark>([^<]+)</mark>", german)) >= {"Rubin"}


def test_a_more_probable_alternative_is_explained():
    likely, unlikely = (caption("gold ring", one, alternatives=("ruby",)) for one in (0.9, 0.1))
    sentence = "more probable on their own"
    assert sentence not in cards_html({"lstm": likely}, "x")
    assert sentence in cards_html({"lstm": unlikely}, "x")


def test_what_is_no_jewelry_is_said_before_the_captions():
    jewelry, dog = caption("gold ring"), replace(caption("a dog", 0.2), jewelry=0.1)
    assert "not look like jewelry" not in cards_html({"lstm": jewelry}, "x")
    html = cards_html({"transformer": dog, "lstm": dog}, "x")
    assert html.index("This does not look like jewelry.") < html.index("<article")
    assert "is guessing" not in html
    assert re.findall(r"\w+ \d+% sure", html) == ["Transformer 20% sure", "LSTM 20% sure"]


def test_a_map_travels_as_one_byte_a_place():
    attention = np.array([[0.1, 0.4], [0.3, 0.2]], np.float32)
    assert list(base64.b64decode(attention_bytes(attention))) == [64, 255, 191, 128]


@pytest.mark.parametrize(("probability", "text"), [(1, "100%"), (0.999, "99%"), (0.415, "42%")])
def test_certainty_is_never_rounded_up(probability, text):
    assert percent(probability) == text


def test_matched_words_are_marked_also_inside_compounds():
    assert marked("A Gold ring", {"gold"}) == "A <mark>Gold</mark> ring"
    assert marked("oval-cut ruby", {"cut"}) == "<mark>oval-cut</mark> ruby"
    html = marked("a white gold ring with clear stones, white, gold", {"white gold", "clear stone"})
    assert re.findall("<mark>(.+?)</mark>", html) == ["white gold", "clear stones"]


def test_the_white_of_white_gold_is_not_that_of_a_background():
    said = "white gold pendant on white"
    one = replace(piece(said), captions=(said,), type="pendant", metal="silver", stones=())
    gallery = Gallery.of([one, replace(one, id="b", captions=("a ring",), type="ring")])
    hit = gallery.search("white gold pendant")[0]
    words = Match(hit, gallery.understand("white gold pendant")).words
    assert marked(said, words) == "<mark>white gold</mark> <mark>pendant</mark> on white"


def test_the_bars_of_a_hit_add_up_to_its_score():
    text = "a yellow gold ring with a round ruby and small white diamonds in a halo on black"
    pieces = [
        Piece(id=words, image=Path("x"), captions=(words,), **asdict(attributes(words)))
        for words in (text, "silver hoop earrings")
    ]
    gallery = Gallery.of(pieces)
    html = hits_html(gallery.search(text), "x", lambda piece, size: "x")
    reasons = html.split('class="reasons"')[1]
    shares = [float(share) for share in re.findall(r'"share">([\d.]+)<', reasons)]
    assert len(shares) > 3
    assert sum(shares[:-1]) == pytest.approx(shares[-1], abs=0.005 * len(shares))


def test_options_are_kept_within_bounds():
    assert SearchOptions(k=10**9).count == 24 and SearchOptions(k=-3).count == 1
    assert SearchOptions(type="any", metal="", stone="ruby").filters.stone == "ruby"
    assert SearchOptions(type="any", metal="").filters.type is None


def test_a_frame_on_the_square_cuts_the_photo_that_is_in_its_middle():
    photo = Image.new("RGB", (400, 200), "white")
    photo.paste("navy", (100, 50, 300, 150))
    square = on_square((0.25, 0.25, 0.75, 0.75), photo.size)
    assert square == (0.25, 0.375, 0.75, 0.625)
    part = cut(photo, square)
    assert part.size == (200, 100) and part.getcolors() == [(20_000, (0, 0, 128))]
    assert cut(photo, [0, 0, 1, 1]).size == photo.size
    for frame in (None, "all", [0, 0, 1], [0.5, 0.5, 0.5, 0.5], ["a"] * 4, [0, 0, 1, 0.2]):
        assert cut(photo, frame) is None
    assert max(opened(kept(Image.new("RGB", (4000, 100)))).size) == KEPT


def test_an_address_that_makes_no_sense_is_the_usual_search():
    usual = SearchState(None, {}, "", "both", True, "The gallery", 8, 0.25, {})
    rankers = ["lstm", "both"]
    for step in (
        {"k": "many", "least": "nan", "ranker": "me", "considered": "perhaps"},
        {"k": 10**9, "least": None},
        {},
    ):
        assert usual.at(step, rankers).step() == usual.step()
    step = usual.at({"k": "12", "least": "7", "ranker": "lstm"}, rankers).step()
    assert (step["k"], step["least"], step["ranker"]) == (12, 1.0, "lstm")


def test_filters_are_counted_by_what_the_others_leave(gallery_of_three):
    found = choices(gallery_of_three, {"type": ["ring"]})
    assert [(one.value, one.count) for one in found["type"]] == [("ring", 2), ("brooch", 1)]
    assert {one.value: one.count for one in found["stone"]} == {"ruby": 1, "pearl": 1}
    assert cleaned({"type": ["ring", "spoon"], "stone": "ruby"}, gallery_of_three) == {
        "type": ("ring",), "metal": (), "stone": (),
    }  # fmt: skip
    html = filters_html(gallery_of_three, {"stone": ["ruby"]})
    assert 'data-value="ruby"\n aria-pressed="true"' in html and "data-reset" in html
    assert filters_of({"stone": ("ruby", "pearl")}).stone == ("ruby", "pearl")


@pytest.fixture
def gallery_of_three() -> list[Piece]:
    def one(name: str, **labels) -> Piece:
        return Piece(id=name, image=Path(name), captions=(f"a {labels['type']}",), **labels)

    return [
        one("a", type="ring", stones=("ruby",)), one("b", type="ring", stones=("pearl",)),
        one("c", type="brooch", stones=("ruby",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "said", "button", "chips"),
    [
        ("en", "No ring without silver has an opal: without “opal” there are 2.",
         "Search without “opal”",
         ["ring", "opal", "silver"]),
        ("de", "Kein Stück hat alles davon: Ohne „opal“ gibt es 2.", "Ohne „opal“ suchen",
         ["Ring", "Opal", "Silber"]),
    ],
)  # fmt: skip
def test_what_was_understood_is_said_in_the_visitors_language(code, said, button, chips):
    captions = ["a ring with a ruby", "a plain ring", "a silver brooch with an opal"]
    pieces = [
        Piece(id=str(place), image=Path("x"), captions=(words,), **asdict(attributes(words)))
        for place, words in enumerate(captions)
    ]
    gallery = Gallery.of(pieces)
    query = gallery.understand("ring with an opal, not silver")
    with speaking(code):
        html = understood_html(query, gallery, Filters())
    assert said in html and button in html
    assert re.findall(r'class="chip-text">([^<]+)<', html) == chips
    assert re.findall(r'class="chip (\w+)"', html) == ["wanted", "wanted", "excluded"]
    place = re.search(r'data-action="remove" data-place="(\d)">\s*' + button, html)[1]
    assert reworded(gallery, str(query), "remove", int(place)) == "ring, not silver"
    assert reworded(gallery, str(query), "turn", 99) == str(query)


@pytest.mark.parametrize(
    ("typed", "chips"),
    [
        ("ring on black velvet", ["anillo", "terciopelo negro"]),
        ("collar de oro sobre madera", ["collar", "oro amarillo u oro rosa", "madera"]),
        ("Ring auf dunklem Holz", ["anillo", "dunklem Holz"]),
    ],
)
def test_a_ground_is_a_chip_in_the_visitors_language_or_as_typed(typed, chips):
    words = "a gold ring on wood"
    gallery = Gallery.of([
        Piece(id="0", image=Path("x"), captions=(words,), **asdict(attributes(words)))
    ])  # fmt: skip
    with speaking("es"):
        html = understood_html(gallery.understand(typed), gallery, Filters())
    assert re.findall(r'"chip-text">([^<]+)<', html) == chips


def test_a_colour_is_one_chip_and_a_piece_has_or_lacks_its_stones():
    captions = ["a silver ring with a sapphire", "a silver ring with blue enamel", "a silver ring"]
    gallery = Gallery.of([
        Piece(id=str(place), image=Path("x"), captions=(words,), **asdict(attributes(words)))
        for place, words in enumerate(captions)
    ])  # fmt: skip
    query = gallery.understand("blue silver ring")
    assert re.findall(r'"chip-text">([^<]+)<', understood_html(query, gallery, Filters())) == [
        "blue stones", "silver", "ring",
    ]  # fmt: skip
    found = {hit.piece.id: Match(hit, query) for hit in gallery.search(query, minimum=0)}
    assert found["0"].matched == ["blue stones", "silver", "ring"] and not found["0"].missed
    assert found["1"].matched[0] == "blue enamel" and not found["1"].missed
    assert found["2"].missed == ["blue stones"]


@pytest.mark.parametrize(
    ("code", "typed", "rows", "lacks", "lit"),
    [
        (
            "de",
            "polierter Goldring mit blauem Stein",
            ["Ring", "Gelbgold", "Saphir", "poliert"],
            [],
            3,
        ),
        ("fr", "bague argent avec rubis", ["bague"], ["argent", "rubis"], 1),
        ("tr", "altın yüzük", ["yüzük", "sarı altın"], [], 2),
    ],
)
def test_reasons_are_said_in_the_visitors_language(code, typed, rows, lacks, lit):
    words = "a polished yellow gold ring with a blue sapphire"
    piece = Piece(id="0", image=Path("x"), captions=(words,), **asdict(attributes(words)))
    gallery = Gallery.of([piece, replace(piece, id="1", captions=("a silver pin",), type=None)])
    query = gallery.understand(typed)
    with speaking(code):
        hit = next(one for one in gallery.search(query, minimum=0) if one.piece.id == "0")
        match = Match(hit, query)
        html = hits_html([hit], "", lambda piece, size: "x", [query])
        said = {word for row in match.rows for word in row.words.split(", ")}
        assert {rows[0]} <= said <= {*rows}
        assert match.missed == lacks and "polish" not in match.matched
    assert len(re.findall("<mark>", html)) >= lit and not re.search(">(ring|gold|sapphire)<", html)


def of(place: str, *captions: str, **labels) -> Piece:
    known = asdict(attributes(captions[0])) | labels
    return Piece(id=place, image=Path("x"), captions=captions, **known)


@pytest.mark.parametrize(
    ("asked", "struck", "said", "lit"),
    [("silver, not ring", "silver", "a yellow gold necklace", []),
     ("ring or pendant", "ring or pendant", "a yellow gold necklace", []),
     ("gold pendant", "pendant", "a yellow gold necklace", ["yellow gold"])],
)  # fmt: skip
def test_what_is_struck_on_a_card_is_not_lit_in_its_caption(asked, struck, said, lit):
    """The models differ: the labels are of the first caption, the other one names silver."""
    gallery = Gallery.of([of("a", "a yellow gold necklace", "a silver chain necklace")])
    query = gallery.understand(asked)
    html = hits_html(gallery.search(query, minimum=0), "", lambda piece, size: "x", [query])
    (card,) = re.findall(r'class="hit-text"[^>]*>(.*?)</span>', html, re.DOTALL)
    assert re.sub("<[^>]+>", "", card) == said
    assert re.findall("<mark>(.*?)</mark>", card) == lit
    assert re.findall(r'class="lacks">.*?</span>([^<]+)<', html) == [struck]
    others = html.split('class="others"')[1]
    assert "<mark>silver" not in others


@pytest.mark.parametrize(
    ("code", "asked", "lit"),
    [("fr", "bague en or avec rubis", ["bague", "or jaune", "rubis"]),
     ("es", "anillo de oro con rubí", ["anillo", "oro amarillo", "rubíes"]),
     ("it", "anello d'oro con rubino", ["anello", "oro giallo", "rubini"]),
     ("de", "Goldring mit Rubin", ["Gelbgoldring", "Rubinen"])],
)  # fmt: skip
def test_short_metals_and_plurals_are_lit_in_every_language(code, asked, lit):
    gallery = Gallery.of([of("a", "a yellow gold ring with small red rubies and an orchid")])
    query = gallery.understand(asked)
    with speaking(code):
        html = hits_html(gallery.search(query, minimum=0), "", lambda piece, size: "x", [query])
    assert re.findall("<mark>(.*?)</mark>", html) == lit


@pytest.mark.parametrize(
    ("code", "name"),
    [("en", "no metal"), ("de", "kein Metall"), ("es", "sin metal"), ("fr", "sans métal"),
     ("it", "senza metallo"), ("tr", "metal yok")],
)  # fmt: skip
def test_a_piece_without_metal_is_filtered_by_words_of_the_language(code, name):
    beads = of("a", "a bracelet of black beads", metal="none")
    with speaking(code):
        html = filters_html([beads, of("b", "a silver ring")], {})
        details = hits_html(Gallery.of([beads]).search("bracelet"), "", lambda piece, size: "x")
    assert re.search(rf'data-value="none"[^>]*>{name} <', html)
    assert f"<dd>{name}</dd>" in details and "<dd>none</dd>" not in details
