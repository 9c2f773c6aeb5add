"""Writing the `README.md` of a described folder, unless somebody else wrote one."""

import json
from pathlib import Path
from typing import Any

from captioning.data.dataset_card import CARD, MARK, dataset_card
from captioning.data.file_names import shown
from captioning.data.metadata import METADATA, is_array
from captioning.data.text_encoding import as_utf8

_FENCE = "---\n"


def write_card(folder: Path) -> bool:
    """Writes how Hugging Face's `datasets` loads the folder; text below the front matter stays.

    Args:
        folder: Holds `metadata.jsonl`.

    Returns:
        Whether the card is there and ours. Where `README.md` is somebody else's or cannot be
        written, it stays as it is.
    """
    path, entries = folder / CARD, _entries(folder / METADATA)
    if not entries:
        return False
    card = dataset_card(entries, shown(folder.resolve().name))
    try:
        if path.exists():
            before = path.read_text("utf-8")
            _, fence, text = before.removeprefix(_FENCE).partition(f"\n{_FENCE}")
            if not before.startswith(_FENCE + MARK) or not fence:
                return False
            card = card.partition(f"\n{_FENCE}")[0] + fence + text
            if card == before:
                return True
        path.write_text(card, "utf-8")
    except (OSError, UnicodeError):
        return False
    return True


def _entries(path: Path) -> list[dict[str, Any]]:
    """The lines as JSON objects; those that are none are for the reader of galleries to report."""
    content = as_utf8(path.read_bytes()) if path.is_file() else b""
    entries = []
    for line in [content] if is_array(content) else content.split(b"\n"):
        try:
            found = json.loads(line)
        except ValueError:
            continue
        for entry in found if isinstance(found, list) else [found]:
            if isinstance(entry, dict) and isinstance(entry.get("file_name"), str):
                entries.append(entry)
    return entries
