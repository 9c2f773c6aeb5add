"""Facet, the app: `python app.py` serves it, and so does a Hugging Face Space."""

import sys

from captioning.shipped import shipped
from captioning.ui.page import CannotStart, Page


def main() -> None:
    """Serves the page until it is stopped."""
    try:
        page = Page.open(shipped("."))
    except CannotStart as error:
        sys.exit(f"Facet cannot start: {error}")
    page.launch()


if __name__ == "__main__":
    main()
