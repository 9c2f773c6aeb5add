"""What a person does and sees on the page, by the names that a screen reader reads."""

import numpy as np

from captioning.describe.captioner import Alternative, Caption, Word


def loaded(page) -> None:
    """Waits until Gradio has mounted every visible part, and its styles and fonts are applied.

    Gradio fetches each kind of part with a script and a style sheet of its own, so the first
    buttons are there before the last controls, and "Loading..." stays until all are.
    """
    page.get_by_text("Loading...", exact=True).wait_for(state="detached")
    page.wait_for_function(
        """document.readyState === "complete" && document.fonts.status === "loaded" &&
        [...document.querySelectorAll("link[rel=stylesheet]")].every(link => link.sheet)"""
    )


def describe(page, photo) -> None:
    page.get_by_label("Photo file").set_input_files(str(photo))
    page.get_by_role("img", name="Your photo, upright on white").wait_for()


def query(page, label: str = "Search words"):
    return page.get_by_label(label)


def hits(page):
    return page.locator("#hits").get_by_role("listitem")


def heading(page, text: str):
    return page.get_by_role("heading", name=text)


def caption(text: str, likely: float = 0.9, alternatives: tuple[str, ...] = ()) -> Caption:
    """A caption as a model would give it, and itself as what else the model considered."""
    words = tuple(Word(word, likely, np.full((3, 3), 1 / 9, np.float32)) for word in text.split())
    levels = {"basic": "ring", "normal": text, "complete": text}
    others = tuple(Alternative(other, -1.0) for other in alternatives or (text,))
    return Caption(text, words, float(np.log(likely)), others, levels, 5.0, {})
