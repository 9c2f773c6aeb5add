"""The endpoint for product files: a shop's CSV and its photos in, the file with alt texts out."""

import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr

from captioning.catalogue.filled_file import filled
from captioning.catalogue.house_style import HouseStyle, StyleError
from captioning.catalogue.shop_alts import AltOptions, Change, Conflicts
from captioning.catalogue.shop_table import TableError
from captioning.describe.captioner import Captioner
from captioning.ui.catalogue_files import open_files
from captioning.ui.endpoints import documented
from captioning.ui.events import BULK_QUEUE

PRODUCT_FILES = "alt_texts"
"""The endpoint's name."""

MOST_TABLE_BYTES = 20 * 2**20
"""Largest product file in bytes."""


class ShopEndpoint:
    """`/alt_texts`."""

    def __init__(self, captioner: Captioner) -> None:
        """Adds the endpoint; call within a `gr.Blocks` context.

        Args:
            captioner: Describes the photos.
        """
        self._captioner = captioner
        gr.Button().click(
            documented(self.alt_texts),
            [
                gr.File(label="products", type="filepath"),
                gr.File(label="photos", type="filepath", file_count="multiple"),
                gr.JSON({}, label="style"),
                gr.Checkbox(False, label="replace"),
                gr.Textbox(Conflicts.LEAVE.value, label="conflicts"),
            ],
            gr.JSON(label="answer"),
            api_name=PRODUCT_FILES,
            **BULK_QUEUE,
        )

    def alt_texts(
        self,
        products: str,
        photos: list[str],
        style: dict[str, Any] | None = None,
        replace: bool = False,
        conflicts: str = Conflicts.LEAVE.value,
    ) -> dict[str, Any]:
        """Fill in the alt texts of a shop's product file.

        Args:
            products: A CSV of Shopify, WooCommerce, Etsy or any with photos, up to 20 MB.
            photos: Photos, or zips of them, found by their file names; nothing is fetched.
            style: The house style, as an object.
            replace: Whether alt texts that are there are replaced.
            conflicts: Where a photo contradicts the shop's words: "leave" keeps the alt text as it
                is, "photo" writes what the photo shows, "shop" what the shop says.

        Returns:
            "csv", the file in base64; "summary", what happened; "photos", the same for each photo;
            and "undo", the record that takes it back.
        """
        try:
            house, whose = HouseStyle.of(style or {}), Conflicts.of(conflicts or "")
            options = AltOptions(house, replace=bool(replace), conflicts=whose)
            content = _content(products)
            contents = open_files([(Path(one).name, Path(one)) for one in photos or []])
            done = filled(
                content, Path(products).name, contents.photos, options, captioner=self._captioner
            )
        except (TableError, StyleError) as error:
            raise gr.Error(str(error), print_exception=False) from None
        return {
            "csv": b64encode(done.content).decode(),
            "summary": done.summary,
            "photos": [change_json(change) for change in done.changes],
            "undo": json.loads(done.undo),
        }


def change_json(change: Change) -> Mapping[str, Any]:
    """What happened to a photo, as JSON."""
    return {
        "line": change.photo.line,
        "product": change.photo.product,
        "photo": change.photo.source,
        "happened": change.action,
        "before": change.photo.alt,
        "text": change.text,
        "languages": dict(change.others),
        "remarks": list(change.remarks),
    }


def _content(file: str | None) -> bytes:
    path = Path(file or "")
    if not file or not path.is_file():
        raise TableError("No product file was sent: send a CSV.")
    if path.stat().st_size > MOST_TABLE_BYTES:
        raise TableError(f"{path.name} is larger than {MOST_TABLE_BYTES // 2**20} MB: split it.")
    return path.read_bytes()
