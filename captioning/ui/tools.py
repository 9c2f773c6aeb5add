"""The endpoints as tools of the Model Context Protocol, for chat clients.

Gradio makes the tools; here a photo may be a data URL that stays in the app's own folder, answers
are JSON, and what cannot be a photo is refused with a sentence.
"""

import importlib.util
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import gradio as gr
import gradio.mcp
from gradio_client import handle_file
from pydantic import BaseModel

from captioning.ui.shop_endpoint import PRODUCT_FILES
from captioning.ui.uploads import Uploads
from captioning.vision.photos import MAX_BYTES
from captioning.vision.refusals import UNNAMED, too_heavy

PREFIX = "data:image/jpeg;base64,"
_DATA_URL = re.compile(r"data:[^,]*;base64,", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{60,}[A-Za-z0-9+/_\-\s]*=*\s*")

SEND_PHOTO = (
    f' Send the photo as a data URL ("{PREFIX}..."), as a public http(s) address, or as '
    "/gradio_api/file=PATH on this server, with the path that an upload to /gradio_api/upload "
    "returned."
)


class Tools(gradio.mcp.GradioMCPServer):
    """Gradio's server for tools, with photos and answers as chat clients have them."""

    def __init__(self, uploads: Uploads, blocks: gr.Blocks) -> None:
        """Makes a tool of every endpoint for photos and words.

        Args:
            uploads: Keeps photos that come as data URLs.
            blocks: Has the endpoints.
        """
        self._uploads = uploads
        super().__init__(blocks)

    def get_tool_to_endpoint(self) -> dict[str, str]:
        """The endpoints by their tools; a chat client has no product file to send."""
        found = super().get_tool_to_endpoint()
        return {tool: name for tool, name in found.items() if name != f"/{PRODUCT_FILES}"}

    @property
    def _file_data_tool_description(self) -> str:
        return SEND_PHOTO

    def convert_strings_to_filedata(
        self, value: Any, filedata_positions: list[list[str | int]]
    ) -> Any:
        """Turns the photos among a tool's arguments into what the endpoints take.

        Raises:
            ValueError: A sentence, if one cannot be a photo.
        """
        photos = {position[0] for position in filedata_positions}
        return {
            name: self._photo(argument) if name in photos else argument
            for name, argument in value.items()
        }

    def _photo(self, text: Any) -> Any:
        if not isinstance(text, str):
            raise ValueError("The photo must be a text: a data URL or an http(s) address.")
        text = text.strip()
        if text.startswith(("http://", "https://")):
            return handle_file(text)
        if start := _DATA_URL.match(text):
            return handle_file(self._uploads.store(decoded(text[start.end() :])))
        if _BASE64.fullmatch(text):
            raise ValueError(
                f'The photo lacks the start of a data URL: put "{PREFIX}" before the base64 text.'
            )
        raise ValueError(
            f'The photo must be a data URL ("{PREFIX}...") or an http(s) address; files of a '
            "computer are not read."
        )

    def postprocess_output_data(self, data: Any, root_url: str) -> list[Any]:
        """The answers as JSON texts."""
        return [self.types.TextContent(type="text", text=json_text(output)) for output in data]


def decoded(text: str) -> bytes:
    """The bytes of a data URL.

    Args:
        text: What follows "base64,".

    Raises:
        ValueError: A sentence, if they are too many or not base64.
    """
    if len(text) > 2 * MAX_BYTES:
        raise ValueError(too_heavy(UNNAMED, MAX_BYTES))
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError:
        raise ValueError(
            "The data URL is damaged: what follows its comma is not base64. Encode the photo again."
        ) from None


def json_text(output: Any) -> str:
    """An endpoint's answer as JSON, in the characters that it is written in."""
    plain = output.model_dump() if isinstance(output, BaseModel) else output
    return json.dumps(plain, ensure_ascii=False)


def available() -> bool:
    """Whether the official package `mcp` is installed."""
    return importlib.util.find_spec("mcp") is not None


@contextmanager
def served(uploads: Uploads) -> Iterator[None]:
    """Has Gradio serve `Tools` where it makes a server for tools of its own."""
    usual = gradio.mcp.GradioMCPServer
    gradio.mcp.GradioMCPServer = partial(Tools, uploads)  # type: ignore[misc, assignment]
    try:
        yield
    finally:
        gradio.mcp.GradioMCPServer = usual  # type: ignore[misc]
