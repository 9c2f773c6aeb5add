"""Rewrites the captions and labels of finished pictures without rendering them again.

    python -m assets.studio.relabel --out .cache/gallery --profile catalogue

Use it after a change in the words of captions. Pieces and scenes are rebuilt from their seed and
index, so the code that builds them must be the same as when they were rendered.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from assets.studio.families.workshop import build
from assets.studio.render import collect
from assets.studio.sampling.sampler import PROFILES, draw, generator
from assets.studio.scenes.props import with_prop
from assets.studio.scenes.scene import Floor
from assets.studio.scenes.staging import grounded, stage, view_of
from assets.studio.words.describer import labels
from assets.studio.words.profiles import captions


def relabel(path: Path, profile: str) -> None:
    """Rewrites the captions and labels of one record, whole or not at all.

    Args:
        path: A record named by seed and index, such as `07-00012.json`.
        profile: The sampler's profile that the picture was drawn from.
    """
    seed, index = (int(number) for number in path.stem.split("-"))
    line = json.loads(path.read_text())
    spec = draw(seed, index, profile)
    piece = grounded(build(spec))
    scene = stage(spec, piece, profile)
    if "floor" in line:  # the piece was laid over a photograph
        scene = replace(scene, floor=Floor(**line["floor"]))
    # Only the record knows whether the picture was taken with a prop.
    view = view_of(with_prop(piece, line.get("prop", "")), scene)
    line["captions"] = captions(profile, piece, view, generator(seed, index, "captions"))
    line.update(labels(piece, view))
    part = path.with_suffix(".part")
    part.write_text(json.dumps(line, ensure_ascii=False))
    os.replace(part, path)


def main(line: list[str] | None = None) -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder that render wrote")
    parser.add_argument("--profile", choices=PROFILES, default="catalogue")
    args = parser.parse_args(line)
    for path in tqdm(sorted((args.out / "records").glob("*.json")), unit="piece"):
        relabel(path, args.profile)
    print(f"{collect(args.out)} pieces are in {args.out / 'metadata.jsonl'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
