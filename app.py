"""Facet, the app: `python app.py` serves it, and so does a Hugging Face Space."""

import json
import sys
from pathlib import Path

from captioning.captioner import Captioner
from captioning.encoder import CheckpointError
from captioning.gallery import Gallery, GalleryError
from captioning.ui.page import Page

HOME = Path(__file__).parent


def examples(folder: Path) -> list[tuple[Path, str]]:
    """The photos to try, with a description of each, from an image folder."""
    lines = (folder / "metadata.jsonl").read_text("utf-8").splitlines()
    entries = (json.loads(line) for line in lines if line.strip())
    return [(folder / entry["file_name"], entry["captions"][0]) for entry in entries]


def main() -> None:
    """Loads models and gallery and serves the page until it is stopped."""
    try:
        page = Page(
            Captioner.load(HOME / "checkpoints"),
            Gallery.open(HOME / "assets" / "gallery"),
            examples(HOME / "assets" / "examples"),
            HOME / "checkpoints",
        )
    except (CheckpointError, GalleryError) as error:
        sys.exit(f"Facet cannot start: {error}")
    page.launch()


if __name__ == "__main__":
    main()
