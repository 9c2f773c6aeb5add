"""The part of My catalogue for product files: the form of the house style and the file's button."""

import gradio as gr
from markupsafe import Markup

from captioning.catalogue.house_style import LEVELS, LONGEST, SLOTS, HouseStyle
from captioning.catalogue.shop_alts import Conflicts
from captioning.ui.localised import Localised
from captioning.ui.markup import render


def shop_html() -> Markup:
    """The form in the language that is spoken, with the rules as they are by default."""
    slots = [f"{{{name}}}" for name in SLOTS]
    return render(
        "shop",
        style=HouseStyle(),
        levels=LEVELS,
        lengths=[*LONGEST.values()],
        slots=slots,
        conflicts=[*Conflicts],
    )


def shop_panel(blocks: Localised) -> None:
    """Adds the part to the page; call within a `gr.Blocks` context."""
    panel = gr.HTML(
        js_on_load="facet.shop(element, watch)", apply_default_css=False, elem_id="shop"
    )
    blocks.always(panel, value=shop_html)
