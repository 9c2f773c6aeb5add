"""The `README.md` of an image folder, from which Hugging Face's `datasets` learns how to read it.

Without one, a photo called "toy-train-charm.jpg" makes all other photos and all captions vanish,
because a split is read out of file names; and the columns are guessed from the first 10 MB.
https://huggingface.co/docs/hub/datasets-manual-configuration
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from captioning.data.metadata import METADATA

CARD = "README.md"
MARK = "# Written by Facet, and written again when photos are described."
"""The first line of the front matter; a card without it is somebody else's."""

_Feature = dict[str, Any]

_TEXT: _Feature = {"dtype": "string"}
_TEXTS: _Feature = {"list": "string"}
_TERMS = [
    {"name": "kind", **_TEXT},
    {"name": "text", **_TEXT},
    {"name": "weight", "dtype": "float64"},
]
# What a column holds in which no line says anything yet
_USUAL: dict[str, _Feature] = {
    "captions": _TEXTS,
    "stones": _TEXTS,
    "style": _TEXTS,
    "described": {
        "struct": [
            {"name": "captions", **_TEXTS},
            {"name": "expected", "list": _TERMS},
            {"name": "photo", **_TEXT},
        ],
    },
}
# Suffixes by which `datasets` knows an image folder, of those that Facet reads
_KNOWN = frozenset(
    ".jpg .jpeg .jpe .jfif .png .apng .webp .gif .tif .tiff .bmp .dib .jp2 .j2k .ico .icns .tga "
    ".ppm .pgm .pbm .pnm .psd .sgi .pcx .dds .im .msp .xbm .blp".split()
)
_FILE_COLUMN = re.compile(r"(.+_)?file_names?")


def dataset_card(entries: Sequence[Mapping[str, Any]], title: str = "Photos of jewelry") -> str:
    """The card of an image folder.

    Args:
        entries: The lines of its `metadata.jsonl` as JSON objects.
        title: Its heading.
    """
    pattern = _pattern([str(entry["file_name"]) for entry in entries])
    call = f'load_dataset("imagefolder", data_files="{METADATA}", split="train")'
    front = [MARK]
    if pattern:
        call = 'load_dataset("path/to/this/folder", split="train")'
        files = [{"split": "train", "path": [METADATA, pattern]}]
        config: dict[str, Any] = {"config_name": "default", "data_files": files}
        if features := _features(entries):
            config["features"] = features
        front += ["configs:", f"- {json.dumps(config, ensure_ascii=False)}"]
    text = [
        *("---", *front, "---", f"# {title}", ""),
        f"Each line of `{METADATA}` describes a photo: its `captions`, of which the first counts;",
        "`type`, `metal`, `stones`, `motif` and `style` where they are known; and `described`,",
        "what the models said before anybody changed it, with all terms that they expect.",
        "",
        "```python",
        "from datasets import load_dataset",
        "",
        f"photos = {call}",
        "```",
    ]
    return "\n".join(text) + "\n"


def _pattern(names: Sequence[str]) -> str | None:
    """Photos that `datasets` knows as such, by the most common suffix; one match is enough."""
    suffixes = [PurePosixPath(name).suffix for name in names]
    known = [s for s in suffixes if s.lower() in _KNOWN and (s.islower() or s.isupper())]
    return f"**/*{max(known, key=known.count)}" if known else None


def _features(entries: Iterable[Mapping[str, Any]]) -> list[_Feature] | None:
    """The columns with their types; None if some column has values that go under no type."""
    values: dict[str, list[Any]] = {}
    for entry in entries:
        for key, value in entry.items():
            values.setdefault(key, []).append(value)
    features = []
    for key, column in values.items():
        if key == "file_name":
            features.append({"name": "image", "dtype": "image"})
            continue
        feature = None if _FILE_COLUMN.fullmatch(key) else _feature(column, _USUAL.get(key, _TEXT))
        if feature is None:
            return None
        features.append({"name": key, **feature})
    return features


def _feature(values: Iterable[Any], usual: _Feature) -> _Feature | None:
    """The type of a column or a part of one, as the front matter says it."""
    given = [value for value in values if value is not None]
    kinds = {type(value) for value in given}
    if not kinds:
        return usual
    for allowed, dtype in (({str}, "string"), ({bool}, "bool"), ({int}, "int64")):
        if kinds == allowed:
            return {"dtype": dtype}
    if kinds <= {int, float}:
        return {"dtype": "float64"}
    if kinds == {list}:
        return _list_feature(given, usual)
    if kinds == {dict}:
        return _struct_feature(given, usual)
    return None


def _list_feature(lists: list[list[Any]], usual: _Feature) -> _Feature | None:
    items = [item for one in lists for item in one]
    if not items and "list" in usual:
        return usual
    inner = _feature(items, _TEXT)
    if inner is None:
        return None
    if list(inner) == ["dtype"]:
        return {"list": inner["dtype"]}
    return {"list": inner.get("struct", inner)}


def _struct_feature(objects: list[dict[str, Any]], usual: _Feature) -> _Feature | None:
    known = {part["name"]: part for part in usual.get("struct", ())}
    parts: list[_Feature] = []
    for key in dict.fromkeys(key for one in objects for key in one):
        usual_part = {k: v for k, v in known.get(key, _TEXT).items() if k != "name"}
        feature = _feature((one.get(key) for one in objects), usual_part)
        if feature is None:
            return None
        parts.append({"name": key, **feature})
    return {"struct": parts} if parts else None
