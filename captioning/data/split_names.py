"""Names of splits: "train", "dev" and "test" here, other names in other collections."""

from pathlib import PurePosixPath

_ASKED = {"validation": "dev", "val": "dev"}
_WRITTEN = _ASKED | {"valid": "dev"}
# The folder names from which Hugging Face's image folders take a split
_FOLDERS = _WRITTEN | {
    "dev": "dev",
    "train": "train",
    "training": "train",
    "test": "test",
    "testing": "test",
    "eval": "test",
    "evaluation": "test",
}


def asked_split(name: str | None) -> str | None:
    """The split that a person asks for: "validation" and "val" are "dev"."""
    return name and _ASKED.get(name, name)


def written_split(name: str) -> str:
    """A split as a file names it: "validation", "valid" and "val" are "dev"."""
    return _WRITTEN.get(name.lower(), name)


def folder_split(name: str) -> str | None:
    """The split that a file's first folder says ("validation/a.jpg" is "dev"), or None."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return _FOLDERS.get(parts[0].lower()) if len(parts) > 1 else None
