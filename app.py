"""Facet, the app: `python app.py` serves it, and so does a Hugging Face Space."""

import argparse
import sys
from collections.abc import Sequence

from captioning.shipped import shipped


def main(arguments: Sequence[str] = ()) -> None:
    """Serves the page until it is stopped.

    Args:
        arguments: `--host` and `--port`, as from the command line.
    """
    parser = argparse.ArgumentParser(description="Serves Facet's page until it is stopped.")
    parser.add_argument(
        "--host",
        help="address to listen at: 0.0.0.0 for every network; without it GRADIO_SERVER_NAME, "
        "else 127.0.0.1",
    )
    parser.add_argument(
        "--port",
        type=_port,
        help="port to listen at; without it GRADIO_SERVER_PORT, else the first free one from 7860",
    )
    options = parser.parse_args(arguments)
    from captioning.ui.page import CannotStart, Page  # takes seconds

    try:
        page = Page.open(shipped("."))
    except CannotStart as error:
        sys.exit(f"Facet cannot start: {error}")
    try:
        page.launch(server_name=options.host, server_port=options.port)
    except OSError as error:
        sys.exit(f"Facet cannot start: {error}")


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port: give a number from 1 to 65535")
    return number


if __name__ == "__main__":
    main(sys.argv[1:])
