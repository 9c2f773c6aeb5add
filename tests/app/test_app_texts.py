"""The page's texts: the same keys and placeholders in six languages, all of them used."""

import re
import string
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel import Locale
from browsing import caption, describe, query
from PIL import Image
from starlette.testclient import TestClient

import captioning.ui
from captioning.catalogue.alt_check import contradictions, faults
from captioning.catalogue.alt_wording import alt_text
from captioning.catalogue.house_style import HouseStyle, StyleError
from captioning.catalogue.shop_file import Facts, ShopFile
from captioning.catalogue.shop_table import TableError
from captioning.catalogue.shop_words import conflicts, known
from captioning.language.phrases import in_language
from captioning.ui.cards import cards_html
from captioning.ui.markup import ENVIRONMENT
from captioning.ui.sentences import spoken
from captioning.ui.texts import LANGUAGES, accepted, decimal, listed, percent, speaking, text, texts
from captioning.ui.visitor import MOST_PAGES, Visitors, reads
from captioning.vision import refusals
from captioning.vision.photos import load_photo

UI = Path(captioning.ui.__file__).parent
OTHERS = [code for code in LANGUAGES if code != "en"]
SHOWN = {"aria-label", "alt", "title", "placeholder", "data-label", "data-hint"}
"""Attributes whose values a person reads or hears."""
NOT_YET: set[str] = set()
"""Templates that still hold English."""


def forms(entry) -> dict[str, str]:
    return {"": entry} if isinstance(entry, str) else dict(entry)


def placeholders(written: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(written) if name is not None}


def sources() -> Iterator[str]:
    for file in sorted(UI.rglob("*")):
        if file.suffix in (".py", ".js", ".html"):
            yield file.read_text("utf-8")


@pytest.mark.parametrize("code", OTHERS)
def test_each_language_has_every_text_with_the_same_placeholders(code):
    english, other = texts("en"), texts(code)
    assert [*english] == [*other]
    for key in english:
        ours, theirs = forms(english[key]), forms(other[key])
        wanted = set.union(*map(placeholders, ours.values()))
        if key.startswith("sentences."):
            wanted -= {"what"}  # the name of a file; it stands next to the sentence
        for form, written in theirs.items():
            assert written.strip() == written and written, key
            assert placeholders(written) | {"n"} >= wanted, (key, form)
            assert placeholders(written) <= wanted | {"n"}, (key, form)
        assert isinstance(english[key], str) == isinstance(other[key], str), key


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_text_with_a_number_has_the_forms_that_its_language_asks_for(code):
    asked = {Locale(code).plural_form(n) for n in range(1000)}
    for key, entry in texts(code).items():
        if not isinstance(entry, str):
            plural = {form for form in entry if not form.isdigit()}
            assert plural == asked, key


@pytest.mark.parametrize(
    ("code", "one", "several"),
    [
        ("es", "1 aprobada.", "2 aprobadas."),
        ("fr", "1 approuvée.", "2 approuvées."),
        ("it", "1 approvata.", "2 approvate."),
    ],
)
def test_one_approved_caption_is_counted_in_the_singular(code, one, several):
    with speaking(code):
        assert text("desk.count_approved", n=1) == one
        assert text("desk.count_approved", n=2) == several


def test_no_french_line_begins_with_a_mark():
    values = [form for entry in texts("fr").values() for form in forms(entry).values()]
    for value in values:
        assert not re.search(r"[^\u00a0][:»]|[^\u202f\d][;!?]|«[^\u00a0]", value), value


def test_every_text_is_used():
    code = "\n".join(sources())
    used = set(re.findall(r'(?<![.\w])text[(,]\s*f?["\'](\w+\.[^"\']*)["\']', code))
    families = {key.split("{")[0] for key in used if "{" in key or key.endswith(".")}
    used |= {f"controls.{name}" for name in re.findall(r'\blabel\(\s*"(\w+)"', code)}
    used |= {f"browser.{name}" for name in re.findall(r'facet\.text\(\s*"(\w+)"', code)}
    used |= set(re.findall(r'title="(page\.\w+)"', code))
    keys = set(texts("en"))
    assert {key for key in keys - used if not key.startswith(tuple(families))} == set()
    assert {key for key in used - keys if not key.startswith(tuple(families))} == set()


class Prose(HTMLParser):
    """Collects what a person would read in a template without its values."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.found += [value or "" for name, value in attributes if name in SHOWN]

    def handle_data(self, data):
        self.found.append(data)


def prose(source: str) -> list[str]:
    parser = Prose()
    parser.feed(re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|\$\{\w+\}", "", source, flags=re.DOTALL))
    found = (piece.strip() for piece in parser.found)
    return [piece for piece in found if re.search(r"[a-z]{2}", piece) and piece != "Facet"]


def test_no_template_holds_a_text_of_its_own():
    holding = {
        name.removesuffix(".html")
        for name in ENVIRONMENT.list_templates()
        if name.endswith(".html") and prose((UI / "templates" / name).read_text("utf-8"))
    }
    assert holding == NOT_YET


SENTENCES = [
    refusals.damaged("a.jpg"),
    refusals.too_heavy("a.jpg", 20 * 2**20),
    refusals.too_many_pixels("a.jpg", 80_000_000),
    refusals.too_many_pixels("a.jpg", 80_000_000, (20000, 9000)),
    *(refusals.not_opened(start, refusals.UNNAMED) for start in (
        b"hello", b"%PDF-1.7", b"%!PS-Adobe", b"<svg>", b"<!doctype html>", b"....ftypisom",
        b"\xff\x0a", b"\xd7\xcd\xc6\x9a", b"PK\x03\x04",
    )),
]  # fmt: skip
"""What the rooms below say."""


def refused(content: bytes | Image.Image) -> str:
    with pytest.raises(refusals.UnreadablePhoto) as caught:
        load_photo(content)
    return str(caught.value)


REMARKS = [
    *(fault for alt, times in (
        ("", 1), ("IMG_1.jpg", 1), ("ring", 1), ("gold ring", 1), ("image of a bling ring " * 9, 3)
    ) for fault in faults(alt, HouseStyle.of({"never": ["bling"]}), times)),
    *contradictions("Goldring mit Perle", ["a silver bracelet"]),
    *map(str, conflicts("a silver ring with a ruby", known(Facts(title="platinum-free gold brooch "
                                                                 "with emerald and pearl")))),
    *map(str, conflicts("a street", known(Facts(title="gold ring")))),
    *(note for candidates, more in (
        ([f"a gold ring with {'a ruby and ' * 12}a pearl"], {}),
        (["a stunning gold ring"], {"taken": ["A gold ring"]}),
        (["a gold ring"], {"facts": Facts(title="silver watch"), "by_shop": True}),
    ) for note in alt_text(candidates, HouseStyle.of({"never": ["stunning"]}), **more).notes),
    "No photo is called away.jpg.",
    "No photo is called away.jpg",
]  # fmt: skip
"""What is said of alt texts."""


def test_remarks_on_alt_texts_are_said_in_the_language():
    kinds = {
        "type",
        "metal",
        "stones",
        "piece",
        "missing",
        "cut to length",
        "too long",
    }
    assert kinds < {remark.split(":")[0] for remark in REMARKS}
    for code in OTHERS:
        with speaking(code):
            said = [spoken(remark) for remark in REMARKS]
        assert [one for one, other in zip(REMARKS, said, strict=True) if one == other] == []
    with speaking("de"):
        assert spoken("metal: the shop says platinum, the photo looks like yellow gold") == (
            "Metall: laut Shop Platin, das Foto zeigt eher Gelbgold"
        )
        assert spoken("No photo is called away.jpg") == "Kein Foto heißt away.jpg"


@pytest.mark.parametrize(
    ("content", "shows"),
    [
        (b"", "leer"),
        (b"PK\x03\x04 zip", "keine CSV"),
        (b"sku,price\n1,5\n", "Keine Spalte nennt Fotos"),
        (b'photo,alt\na.jpg,"b\n', "in Zeile 2 beginnt"),
        ("photo;alt\nträger.jpg;\n".encode("latin-1"), "„"),
    ],
)
def test_what_is_wrong_with_a_product_file_is_said_in_the_language(content, shows):
    with pytest.raises(TableError) as caught:
        ShopFile.read(content, "preise.csv").table.check_writable(["şğ"])
    for code in OTHERS:
        with speaking(code):
            assert spoken(str(caught.value)) != str(caught.value)
    with speaking("de"):
        assert shows in spoken(str(caught.value))


@pytest.mark.parametrize(
    ("rule", "shows"),
    [
        ({"longest": 5}, "von 20 bis 5,000"),
        ({"template": "{caption} {colour}"}, "{colour}, was es nicht gibt: Nehmen Sie {caption}, "),
        ({"template": "{brand}"}, "fehlt {caption}"),
        ({"template": "{caption"}, "Schreiben Sie {caption}"),
    ],
)
def test_what_is_wrong_with_a_house_style_is_said_in_the_language(rule, shows):
    with pytest.raises(StyleError) as caught:
        HouseStyle.of(rule)
    for code in OTHERS:
        with speaking(code):
            assert spoken(str(caught.value)) != str(caught.value)
    with speaking("de"):
        assert shows in spoken(str(caught.value))


def test_a_refusal_is_said_in_the_language():
    sentences = [*SENTENCES, refused(b""), refused(Image.new("RGB", (1, 4000)))]
    with speaking("de"):
        said = [spoken(sentence) for sentence in sentences]
        assert spoken("No such sentence.") == "No such sentence."
    assert [spoken(sentence) for sentence in sentences] == sentences
    shared = {english for english, german in zip(sentences, said, strict=True) if english == german}
    assert shared == set()
    assert "höchstens 20 MB" in said[1] and "80 Megapixel" in said[2] and "20000 x 9000" in said[3]
    assert said[5] == (
        "Das ist ein PDF-Dokument, was nicht unterstützt wird: Senden Sie ein Foto als JPEG, PNG, "
        "WebP, HEIC, AVIF, GIF, TIFF oder BMP."
    )
    assert not any(re.search(r"{|\b(an?|or|at most|is)\b", sentence) for sentence in said)


@pytest.mark.parametrize(
    ("code", "share", "number", "several"),
    [("en", "42%", "20,000", "a, b, and c"), ("de", "42\xa0%", "20.000", "a, b und c"),
     ("tr", "%42", "20.000", "a, b ve c"), ("fr", "42\xa0%", "20\u202f000", "a, b et c")],
)  # fmt: skip
def test_numbers_and_lists_are_written_as_each_language_does(code, share, number, several):
    with speaking(code):
        assert (percent(0.415), decimal(20_000)) == (share, number)
        assert listed(["a", "b", "c"]) == several
    assert percent(0.415) == "42%"


def test_a_number_chooses_its_form():
    assert text("masthead.about", n=2, names="A and B").startswith("Two models, A and B,")
    assert text("masthead.about", n=1, names="A").startswith("One model, A, describes")
    assert text("masthead.about", n=12, names="A").startswith("12 models")


@pytest.mark.parametrize(
    ("header", "code"),
    [("de-AT,de;q=0.9,en;q=0.8", "de"), ("pt-BR,it;q=0.5,en;q=0.4", "it"), ("*/*", "en"),
     ("zh-CN", "en"), ("", "en"), ("en;q=0.1,tr;q=0.2", "tr"), ("it;q=x;;,", "it")],
)  # fmt: skip
def test_the_first_guess_is_the_browsers(header, code):
    assert accepted(header) == code


def test_a_choice_counts_above_the_browser_and_is_forgotten_with_its_page():
    assert reads({"cookie": "a=b; facet-language=tr", "accept-language": "de"}) == "tr"
    assert reads({"cookie": "facet-language=xx", "accept-language": "de"}) == "de"
    visitors = Visitors()
    for page in range(MOST_PAGES + 1):
        visitors.choose(str(page), "it")
    visitors.choose("last", "no language")
    assert len(visitors._chosen) == MOST_PAGES


def test_the_page_comes_in_the_language_of_the_browser(shop):
    client = TestClient(shop.page.blocks.app)
    german = client.get("/", headers={"Accept-Language": "de-CH"}).text
    turkish = client.get("/", headers={"Cookie": "facet-language=tr"}).text
    assert "Zwei Modelle, Transformer und LSTM" in german and "Two models" not in german
    assert client.get("/").headers["content-encoding"] == "gzip"
    assert "İki model" in turkish and "Two models" in client.get("/").text


@pytest.mark.parametrize("code", ["de", "it"])
def test_another_language_is_one_choice_away_and_stays(shop, page, photos, code):
    describe(page, photos["silver ruby"])
    before = query(page).input_value()
    page.get_by_label("Language").select_option(code)
    with speaking(code):
        wanted = text("tabs.catalogue"), text("masthead.search"), text("masthead.language")
        box, copy = text("controls.query"), text("cards.copy_of", model="LSTM")
        everything = text("rankers.two")
    page.get_by_role("tab", name=wanted[0]).wait_for()
    page.get_by_role("button", name=copy).wait_for()  # the cards follow, and so does the search
    said = {in_language(one, code).text for one in before.split("; ")}
    assert set(query(page, box).input_value().split("; ")) == said
    page.locator("[data-more][aria-controls=more]").click()
    page.get_by_role("radio", name=everything, exact=True).wait_for()
    page.get_by_label(box).wait_for()  # Gradio's own labels follow
    page.get_by_text(wanted[1]).wait_for()
    assert page.locator("html").get_attribute("lang") == code
    assert page.locator(".view img").is_visible()  # the photo was not lost
    page.reload()
    page.get_by_role("tab", name=wanted[0]).wait_for()
    page.get_by_label(box).wait_for()
    assert page.get_by_label(wanted[2], exact=True).input_value() == code
    assert page.locator("html").get_attribute("lang") == code


@pytest.mark.parametrize(("code", "said", "left"), [
    ("de", "schmaler Gelbgoldring mit rundem Rubin", "tilted"),
    ("tr", "yuvarlak yakut taşlı ince sarı altın yüzük", "tilted"),
])  # fmt: skip
def test_a_card_speaks_the_language_and_names_what_it_leaves_out(code, said, left):
    english = "a slim yellow gold ring with a round ruby"
    with speaking(code):
        whole = cards_html({"lstm": caption(english)}, "x")
        part = cards_html({"lstm": caption(f"{english} {left}")}, "x")
        other = cards_html({"lstm": caption("a dog on grass")}, "x")
        not_jewelry = text("cards.untranslated")
    assert f'data-level="normal" lang="{code}">{said}<' in whole
    assert whole.count('data-word="') == len(english.split())  # the model's own words stay
    assert 'class="left"' not in whole and f'<span lang="en">{left}</span>' in part
    assert not_jewelry in other and f'lang="{code}">' not in other


def test_alternatives_that_read_alike_in_a_language_are_shown_once():
    said = caption("a yellow gold ring", alternatives=("the yellow gold ring", "a silver ring"))
    with speaking("fr"):
        html = cards_html({"lstm": said}, "x")
    assert re.findall(r'data-query="([^"]+)" lang="fr"', html) == ["bague en argent"]


COPIED = """() => {
  window.copied = null;
  Object.defineProperty(navigator, "clipboard", { value: undefined });
  document.execCommand = () => {
    window.copied = document.activeElement.value;
    return window.works;
  };
}"""


def test_copying_takes_the_shown_language_also_without_a_clipboard(shop, page, photos):
    page.get_by_label("Language").select_option("fr")
    with speaking("fr"):
        copy, described = text("cards.copy_of", model="LSTM"), text("photo.described")
        copied, not_copied = text("browser.copied"), text("browser.not_copied")
    page.locator("html[lang=fr]").wait_for()
    page.locator(".chosen-file").set_input_files(str(photos["yellow gold ruby"]))
    page.get_by_role("img", name=described).wait_for()
    card = page.get_by_role("article", name="LSTM")
    shown = card.locator(".level:not([hidden])")
    page.evaluate(COPIED)
    for works, says in ((True, copied), (False, not_copied)):
        page.evaluate("works => { window.works = works; }", works)
        card.get_by_role("button", name=copy).click()
        card.get_by_text(says).wait_for()
        words = shown.locator(".word").evaluate_all("all => all.map(one => one.dataset.word)")
        wanted = " ".join(words) or shown.inner_text()
        assert page.evaluate("window.copied") == wanted
