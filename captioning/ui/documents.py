"""Documents in Markdown, and the drawings next to them, as HTML of the page."""

from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

NEXT_HEADING = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6", "h6": "h6"}
SCROLLS = (
    '<div class="scrolls" tabindex="0" role="region" aria-label="{label}"><table class="results">'
)


def document_html(file: Path) -> Markup:
    """A Markdown file as part of the page.

    Headings are one level lower, since the page has its own first one. Tables can be scrolled
    sideways and their first cells are row headers. SVG drawings are put in whole, so that they
    take the page's colours.

    Args:
        file: A document of ours; HTML in it is shown as text.

    Returns:
        HTML; empty if there is no such file.
    """
    if not file.is_file():
        return Markup()
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(file.read_text(encoding="utf-8"))
    _lower_headings(tokens)
    _head_rows(tokens)
    _wrap_tables(tokens)
    _put_drawings_in(tokens, file.parent)
    return Markup(parser.renderer.render(tokens, parser.options, {}))


def drawing_html(file: Path) -> Markup:
    """An SVG drawing of ours; empty if there is no such file."""
    return Markup(file.read_text(encoding="utf-8")) if file.is_file() else Markup()


def _lower_headings(tokens: list[Token]) -> None:
    for token in tokens:
        token.tag = NEXT_HEADING.get(token.tag, token.tag)


def _head_rows(tokens: list[Token]) -> None:
    """Makes the first cell of each row its header, and column headers say that they are."""
    for place, token in enumerate(tokens):
        if token.type == "th_open":
            if tokens[place + 1].content:
                token.attrSet("scope", "col")
            else:  # an empty header would be announced as one
                token.tag = tokens[place + 2].tag = "td"
        elif token.type == "td_open" and tokens[place - 1].type == "tr_open":
            token.tag = tokens[place + 2].tag = "th"
            token.attrSet("scope", "row")


def _wrap_tables(tokens: list[Token]) -> None:
    heading, number = "", 0
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            heading, number = tokens[place + 1].content, 0
        elif token.type == "table_open":
            number += 1
            tokens[place] = _html(SCROLLS.format(label=escape(f"{heading}, table {number}")))
        elif token.type == "table_close":
            tokens[place] = _html("</table></div>")


def _put_drawings_in(tokens: list[Token], folder: Path) -> None:
    for token in tokens:
        children = token.children or []
        for place, child in enumerate(children):
            source = str(child.attrGet("src") or "")
            if child.type == "image" and source.endswith(".svg"):
                children[place] = _html(drawing_html(folder / source) or escape(child.content))


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)
