"""Flickr8k in its official layout (Hodosh, Young and Hockenmaier, 2013).

Flicker8k_Dataset/*.jpg                     photos of any size (the folder's name is official)
Flickr8k_text/Flickr8k.token.txt            photo#n, a tab, a caption; five a photo
Flickr8k_text/Flickr_8k.trainImages.txt     a photo's name a line; dev and test likewise
"""

from pathlib import Path

from captioning.data.example import DatasetError, Example

PHOTOS = "Flicker8k_Dataset"
TEXT = "Flickr8k_text"
CAPTIONS = "Flickr8k.token.txt"
SPLITS = {
    "train": "Flickr_8k.trainImages.txt",
    "dev": "Flickr_8k.devImages.txt",
    "test": "Flickr_8k.testImages.txt",
}


def is_flickr8k(folder: Path) -> bool:
    """Whether any part of the official layout lies in the folder."""
    return (folder / PHOTOS).is_dir() or (folder / TEXT).is_dir()


def has_captions(folder: Path) -> bool:
    """Whether the folder has the official captions."""
    return (folder / TEXT / CAPTIONS).is_file()


def read_flickr8k(folder: Path, split: str | None = None) -> list[Example]:
    """Read one split, or all splits whose lists are there.

    Args:
        folder: The folder that holds `Flicker8k_Dataset` and `Flickr8k_text`.
        split: "train", "dev", "test", or None for all that are present.

    Returns:
        Examples in the order of the split lists; their photos are not opened.

    Raises:
        DatasetError: A missing folder or file, an unknown split, or a line in the wrong form.
    """
    if split is not None and split not in SPLITS:
        raise DatasetError(f"Flickr8k has no split {split!r}: choose one of {', '.join(SPLITS)}.")
    if not (folder / PHOTOS).is_dir():
        raise DatasetError(f"{folder} lacks the folder {PHOTOS}: unpack Flickr8k's photos there.")
    captions = _read_captions(folder / TEXT / CAPTIONS)
    lists = {split: folder / TEXT / SPLITS[split]} if split else split_lists(folder / TEXT)
    if not lists:
        raise DatasetError(f"{folder / TEXT} has no split list: put {SPLITS['train']} there.")
    return [
        Example(folder / PHOTOS / name, tuple(captions.get(name, ())), part, name)
        for part, path in lists.items()
        for name in read_names(path)
    ]


def split_lists(*folders: Path) -> dict[str, Path]:
    """The official split lists that are there, by split; the first folder that has one counts."""
    found = {}
    for split, name in SPLITS.items():
        for folder in folders:
            if (folder / name).is_file():
                found[split] = folder / name
                break
    return found


def _read_captions(path: Path) -> dict[str, list[str]]:
    captions: dict[str, list[str]] = {}
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        key, tab, caption = line.partition("\t")
        name, hash_mark, index = key.rpartition("#")
        if not (tab and hash_mark and name and index.isdecimal() and caption.strip()):
            raise DatasetError(
                f"{path}, line {number} is not a photo's name, #, a number, a tab and a caption: "
                "mend the line or download the file again."
            )
        captions.setdefault(name, []).append(caption.strip())
    return captions


def read_names(path: Path) -> list[str]:
    """The photos of a split list, each once.

    Raises:
        DatasetError: The file is missing or empty, or a line is no bare file name.
    """
    names = list(dict.fromkeys(line.strip() for line in read_lines(path) if line.strip()))
    if not names:
        raise DatasetError(f"{path} is empty: download the file again.")
    for name in names:
        if "/" in name or "\\" in name:
            raise DatasetError(f"{path}: {name!r} is not a photo's bare name: mend the line.")
    return names


def read_lines(path: Path) -> list[str]:
    """A UTF-8 text file's lines.

    Raises:
        DatasetError: The file is missing or not UTF-8 text.
    """
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise DatasetError(f"{path} is missing: put the data set's file there.") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path} is not UTF-8 text: save it as UTF-8.") from error
    except OSError as error:
        raise DatasetError(f"{path} cannot be read ({error.strerror}): check it.") from error
