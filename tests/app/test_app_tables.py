"""Tables of figures on a phone: they slide, their titles do not."""

from pathlib import Path

from captioning.ui.models_tab import models_html
from captioning.ui.theme import STYLES

CHECKPOINTS = Path(__file__).parents[2] / "checkpoints"
PARAMETERS = dict.fromkeys(("encoder", "transformer", "lstm"), 1_000_000)


def test_the_titles_of_tables_that_slide_stay_whole(chromium):
    styles = "".join(Path(file).read_text("utf-8") for file in STYLES)
    tab = models_html(CHECKPOINTS, PARAMETERS)
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.set_content(f"<style>{styles}</style>{tab}")
    moved = page.evaluate(
        """[...document.querySelectorAll(".scrolls:has(table)")].map(region => {
            region.scrollLeft = 60;
            const title = region.querySelector("caption span").getBoundingClientRect();
            return [region.scrollLeft, title.left, title.right];
        })"""
    )
    page.close()
    assert sum(by > 0 for by, _, _ in moved) >= 2
    assert all(left >= 0 and right <= 390 for _, left, right in moved)
