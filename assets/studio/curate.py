"""Puts the best renders into a gallery: pictures, metadata and a contact sheet.

    python -m assets.studio.curate .cache/gallery assets/gallery --drop 07-00012,07-00045
    python -m assets.studio.curate .cache/gallery-8 assets/gallery --add

Leaves out pictures that are nearly black, burnt out or too low in contrast; name others to leave
out with `--drop`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

DARKEST, BRIGHTEST, FAINTEST = 12.0, 250.0, 9.0


def fault(path: Path) -> str:
    """Returns what is wrong with a picture, or ""."""
    with Image.open(path) as picture:
        grey = np.asarray(picture.convert("L"), dtype=float)
    if grey.mean() < DARKEST and np.percentile(grey, 99) < 120:
        return "nearly black"
    if (grey > BRIGHTEST).mean() > 0.9:
        return "burnt out"
    if grey.std() < FAINTEST:
        return "too faint against its ground"
    return ""


def read(folder: Path) -> list[dict[str, Any]]:
    """Reads the records of all finished renders, in the order of their numbers."""
    return [json.loads(p.read_text()) for p in sorted((folder / "records").glob("*.json"))]


def shown(target: Path) -> list[dict[str, Any]]:
    """Reads the metadata of the pieces that a gallery already holds."""
    path = target / "metadata.jsonl"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


def curate(
    source: Path,
    target: Path,
    drop: set[str],
    limit: int | None = None,
    add: bool = False,
) -> list[str]:
    """Copies the good pictures and writes `metadata.jsonl`, in the order of the file names.

    Args:
        source: A folder that `render` wrote.
        target: The gallery.
        drop: Stems of pictures to leave out; the gallery's copies of them are deleted.
        limit: Largest number of pieces taken from the source.
        add: Keep the pieces that the gallery already holds; those that are also in the source
            get the source's captions and labels.

    Returns:
        The stems of all pieces in the gallery.
    """
    (target / "images").mkdir(parents=True, exist_ok=True)
    kept = []
    for line in read(source):
        path = source / line["file_name"]
        if path.stem in drop or not path.exists() or len(kept) == limit:
            continue
        if reason := fault(path):
            print(f"{path.stem} is left out: {reason}.", file=sys.stderr)
            continue
        kept.append(line)
        copy = target / line["file_name"]
        if not copy.exists():
            shutil.copyfile(path, copy)
    held = [line for line in shown(target) if Path(line["file_name"]).stem not in drop]
    for stem in drop:
        for path in (target / "images").glob(f"{stem}.*"):
            path.unlink()
    pieces = {line["file_name"]: line for line in (*(held if add else ()), *kept)}
    names = sorted(pieces)
    lines = "".join(f"{json.dumps(pieces[name], ensure_ascii=False)}\n" for name in names)
    (target / "metadata.jsonl").write_text(lines, encoding="utf-8")
    return [Path(name).stem for name in names]


def contact_sheet(folder: Path, names: list[str], columns: int, side: int) -> Image.Image:
    """Lays pictures out in rows, `side` pixels each with a narrow margin."""
    rows = -(-len(names) // columns)
    gap = 2
    sheet = Image.new("RGB", (columns * (side + gap) + gap, rows * (side + gap) + gap), "white")
    for k, name in enumerate(names):
        with Image.open(next((folder / "images").glob(f"{name}.*"))) as picture:
            small = ImageOps.fit(picture.convert("RGB"), (side, side), Image.Resampling.LANCZOS)
        sheet.paste(small, (gap + k % columns * (side + gap), gap + k // columns * (side + gap)))
    return sheet


def main(line: list[str] | None = None) -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="a folder that render wrote")
    parser.add_argument("target", type=Path, help="the gallery's folder")
    parser.add_argument(
        "--drop", default="", help="pictures to leave out or take out, e.g. 07-00012"
    )
    parser.add_argument("--add", action="store_true", help="keep what the gallery holds")
    parser.add_argument("--limit", type=int, help="at most so many pieces")
    parser.add_argument("--columns", type=int, default=24, help="of the contact sheet")
    args = parser.parse_args(line)
    drop = set(filter(None, args.drop.split(",")))
    kept = curate(args.source, args.target, drop, args.limit, args.add)
    sheet = contact_sheet(args.target, kept, args.columns, 32)
    sheet.save(args.target / "contact-sheet.webp", quality=40, method=6)
    print(f"{len(kept)} pieces are in {args.target}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
