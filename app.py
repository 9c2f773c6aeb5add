"""Facet, the app: `python app.py` serves it, and so does a Hugging Face Space."""

import argparse
import errno
import os
import socket
import sys
from collections.abc import Sequence

from captioning.shipped import shipped

PORT, FIRST_PORT = "GRADIO_SERVER_PORT", 7860  # as Gradio reads and has them


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
    host = options.host or os.environ.get("GRADIO_SERVER_NAME") or "127.0.0.1"
    if fault := _port_fault(options.port) or _address_fault(host, options.port):
        sys.exit(f"Facet cannot start: {fault}")
    from captioning.ui.page import CannotStart, Page  # takes seconds

    try:
        page = Page.open(shipped("."))
    except CannotStart as error:
        sys.exit(f"Facet cannot start: {error}")
    try:
        page.launch(server_name=options.host, server_port=options.port)
    except OSError:
        port = options.port or f"from {os.environ.get(PORT, FIRST_PORT)}"
        sys.exit(f"Facet cannot start: no port {port} is free at {host}; give another with --port.")


def _port_fault(port: int | None) -> str:
    """What is wrong with the port of the environment; Gradio fails on it when it is imported."""
    said = os.environ.get(PORT)
    if port is not None:  # it counts in any case
        os.environ[PORT] = str(port)
    elif said is not None and not _is_port(said):
        return f"{PORT} is {said}, which is no port; set a number from 1 to 65535, or give --port."
    return ""


def _address_fault(host: str, port: int | None) -> str:
    """Why nothing can listen there, before the models are loaded; "" if something can."""
    try:
        (family, kind, protocol, _, place), *_ = socket.getaddrinfo(
            host.strip("[]"), port or 0, type=socket.SOCK_STREAM
        )
    except OSError:
        return f"{host} is no address; give --host 127.0.0.1, or 0.0.0.0 for every network."
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(place)
        except PermissionError:
            return f"port {port} needs rights that you do not have; give one over 1023 with --port."
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"port {port} is in use; give another with --port."
            return (
                f"{host} is no address of this computer; give --host 127.0.0.1, or 0.0.0.0 for "
                "every network."
            )
    return ""


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535


def _port(text: str) -> int:
    if not _is_port(text):
        raise argparse.ArgumentTypeError(f"{text} is no port: give a number from 1 to 65535")
    return int(text)


if __name__ == "__main__":
    main(sys.argv[1:])
