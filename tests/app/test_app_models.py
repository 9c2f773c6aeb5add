"""The third tab: it shows what `report` wrote, in the page's colours and on a phone."""

import json
import re
from pathlib import Path

import pytest

from captioning.decoders import registry
from captioning.gallery.gallery import Gallery, Piece
from captioning.ui.documents import document_html
from captioning.ui.models_tab import models_html
from captioning.ui.pictures import Pictures
from captioning.ui.search import GalleryView
from captioning.ui.theme import STYLES

DOCS = Path(__file__).parents[2] / "assets/docs"


@pytest.fixture
def document(tmp_path) -> Path:
    file = tmp_path / "results.md"
    file.write_text(
        "# Results\n\n## On `a` & <b>\n\n|  | LSTM |\n| --- | --- |\n| loss | 13.66 |\n\n"
        "![Loss](curves/loss.svg)\n![Gone](curves/gone.svg)\n\n<script>alert(1)</script>\n"
    )
    (tmp_path / "curves").mkdir()
    (tmp_path / "curves/loss.svg").write_text("<svg><circle/></svg>")
    return file


def test_a_document_becomes_a_part_of_the_page(document):
    html = document_html(document)
    assert "<h2>Results</h2>" in html and "<h3>On <code>a</code> &amp; &lt;b&gt;</h3>" in html
    assert '<th scope="col">LSTM</th>' in html and '<th scope="row">loss</th>' in html
    assert html.count("<th ") == html.count("</th>") == 2
    assert html.count("<td>") == html.count("</td>") == 2
    assert 'aria-label="On `a` &amp; &lt;b&gt;, table 1"' in html
    assert html.count("<div") == html.count("</div>") == 1
    assert "<svg><circle/></svg>" in html and "<img" not in html and "Gone" in html
    assert "<script>" not in html


def test_without_results_the_tab_still_says_what_the_models_are(tmp_path):
    html = models_html(tmp_path, registry.names())
    assert "Transformer" in html and "<table" not in html and "<svg" not in html


def test_the_tab_holds_every_table_and_curve_of_the_report():
    html = models_html(DOCS, registry.names())
    results = (DOCS / "results.md").read_text("utf-8")
    rows = [line for line in results.splitlines() if line.startswith("| ") and "---" not in line]
    assert html.count("<tr>") == len(rows)
    for cell in re.findall(r"\d+\.\d{3}", results):
        assert cell in html
    assert html.count("<svg") == 1 + len(list((DOCS / "curves").glob("*.svg")))
    assert html.count('class="drawing"') == html.count("<svg")


def test_it_opens_with_the_kept_figures_and_folds_the_tables():
    figures = json.loads((DOCS / "figures.json").read_text("utf-8"))
    html = models_html(DOCS, registry.names(), {"lstm": 9_200_000})
    opening = re.findall('<p class="opening">(.*?)</p>', html)
    assert len(opening) == 3 and html.index(opening[0]) < html.index("What they are bad at")
    said = [int(number) for sentence in opening for number in re.findall(r"\d+", sentence)]
    shares = {int(100 * figures[key]) for key in figures if key != "photos"}
    assert {figures["photos"], *shares} <= set(said) <= {figures["photos"], *shares, 100}
    assert html.index("<details") < html.index("<table") and "<details open" not in html
    assert "LSTM</b> (9.2 M parameters)" in html


def test_a_figure_that_was_not_measured_is_not_said(tmp_path):
    (tmp_path / "figures.json").write_text('{"p5_type": 0.99999, "p5_type_metal": 0.5}')
    html = models_html(tmp_path, registry.names())
    assert html.count('class="opening"') == 1 and "99 of 100" in html and "50 of" in html


def test_weaknesses_are_pictured_by_pieces_of_the_gallery(tmp_path):
    captions = ["a gold ring with a ruby", "a silver brooch", "a silver ring"]
    pieces = [
        Piece(id=str(place), image=Path("x.png"), captions=(words,), type=words.split()[2])
        for place, words in enumerate(captions)
    ]
    view = GalleryView(Gallery.of(pieces), Pictures(), "gallery")
    html = models_html(tmp_path, registry.names(), view=view)
    assert re.findall(r'src="(.*?)".*?<figcaption lang="en">(.*?)<', html, re.DOTALL) == [
        ("pictures/gallery/0/small.webp", captions[0]),
        ("pictures/gallery/2/small.webp", captions[2]),
    ]


@pytest.mark.parametrize("look", ["", "dark"])
def test_the_tab_fits_a_phone_in_both_looks(chromium, look):
    styles = "".join(Path(file).read_text("utf-8") for file in STYLES)
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.set_content(
        f'<style>{styles}</style><body class="{look}">{models_html(DOCS, registry.names())}</body>'
    )
    page.evaluate("document.querySelector('details.figures').open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    slid = page.evaluate(
        """[...document.querySelectorAll(".scrolls:has(table)")].map(region => {
            region.scrollLeft = 60;
            return region.scrollLeft;
        })"""
    )
    smallest, ink, ground = page.evaluate(
        """(() => {
            const texts = [...document.querySelectorAll(".drawing text")];
            const heights = texts.map(text => text.getBoundingClientRect().height);
            const name = document.querySelector(".drawing .name");
            return [Math.min(...heights), getComputedStyle(name).fill,
                    getComputedStyle(document.body).backgroundColor];
        })()"""
    )
    page.close()
    assert sum(by > 0 for by in slid) >= 2
    assert smallest >= 10

    def light(colour: str) -> int:
        return sum(map(int, re.findall(r"\d+", colour)[:3]))

    assert (light(ink) > light(ground)) == (look == "dark")
