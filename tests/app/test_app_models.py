"""The third tab: it shows what `report` wrote, in the page's colours and on a phone."""

import re
from pathlib import Path

import pytest

from captioning.decoders import registry
from captioning.ui.documents import document_html
from captioning.ui.models_tab import models_html
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
        assert f">{cell}<" in html
    assert html.count("<svg") == 1 + len(list((DOCS / "curves").glob("*.svg")))
    assert html.count('class="drawing"') == html.count("<svg")


@pytest.mark.parametrize("look", ["", "dark"])
def test_the_tab_fits_a_phone_in_both_looks(chromium, look):
    styles = "".join(Path(file).read_text("utf-8") for file in STYLES)
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.set_content(
        f'<style>{styles}</style><body class="{look}">{models_html(DOCS, registry.names())}</body>'
    )
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
