"""Renders a gallery of jewelry with exact labels: images and their metadata.

    python -m assets.studio.render --count 600 --seed 7 --out .cache/gallery --workers 2

A piece, its scene and its camera depend on the seed and its index alone, so that more workers
change nothing and an interrupted run resumes where it stopped.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from tqdm import tqdm

from assets.studio.families.workshop import build
from assets.studio.sampling.sampler import PROFILES, draw, generator
from assets.studio.scenes.backdrops import backdrop, before, choose_photo
from assets.studio.scenes.props import Prop, prop, with_prop
from assets.studio.scenes.staging import grounded, stage, view_of
from assets.studio.words.describer import labels
from assets.studio.words.profiles import captions

PIECES_PER_PROCESS = 30  # Blender grows and slows: a new process now and then costs less


@dataclass(frozen=True)
class Job:
    """What to render, and how."""

    out: Path
    seed: int
    size: int
    samples: int
    profile: str
    suffix: str
    grounds: Path | None = None

    def image(self, index: int) -> Path:
        """Returns where the picture of a piece goes."""
        return self.out / "images" / f"{self.seed:02d}-{index:05d}{self.suffix}"

    def record(self, index: int) -> Path:
        """Returns where its line of metadata waits; written last, so it marks a finished piece."""
        return self.out / "records" / f"{self.seed:02d}-{index:05d}.json"


def render_piece(job: Job, index: int) -> None:
    """Renders one piece and writes its picture and then its record."""
    from assets.studio.rendering.renderer import photograph  # Blender lives in the workers only

    spec = draw(job.seed, index, job.profile)
    piece = grounded(build(spec))
    scene = stage(spec, piece, job.profile)
    seed = job.seed * 1_000_003 + index
    ground, extra = None, Prop()
    if job.grounds:
        rng = generator(job.seed, index, "ground")
        ground = backdrop(choose_photo(job.grounds, rng), job.size, rng)
        scene = before(scene, ground)
    else:
        extra = prop(piece, scene, job.profile, generator(job.seed, index, "props"))
    piece = with_prop(piece, extra.name, extra.parts)
    photograph(piece, scene, job.image(index), job.size, job.samples, seed, extra.depth, ground)
    view = view_of(piece, scene)
    line = {
        "file_name": f"images/{job.image(index).name}",
        "captions": captions(job.profile, piece, view, generator(job.seed, index, "captions")),
        **labels(piece, view),
        **({"prop": extra.name} if extra.name else {}),
        **({"floor": asdict(scene.floor)} if job.grounds else {}),
    }
    path = job.record(index)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(line, ensure_ascii=False))
    os.replace(part, path)


def _work(task: tuple[Job, int]) -> tuple[int, str]:
    """Renders in a worker; a piece that fails is reported and the others continue."""
    job, index = task
    try:
        render_piece(job, index)
    except Exception as error:
        return index, f"{type(error).__name__}: {error}"
    return index, ""


def collect(out: Path) -> int:
    """Writes `metadata.jsonl` from all records of finished pictures; returns their number."""
    lines = []
    for path in sorted((out / "records").glob("*.json")):
        line = json.loads(path.read_text())
        if (out / line["file_name"]).exists():
            lines.append(json.dumps(line, ensure_ascii=False))
    part = out / "metadata.jsonl.part"
    part.write_text("".join(f"{line}\n" for line in lines))
    os.replace(part, out / "metadata.jsonl")
    return len(lines)


def run(job: Job, indices: list[int], workers: int) -> list[tuple[int, str]]:
    """Renders the pieces that are not finished yet, with a progress bar.

    Returns:
        The pieces that failed, each with the reason.
    """
    for folder in ("images", "records"):
        (job.out / folder).mkdir(parents=True, exist_ok=True)
    left = [i for i in indices if not (job.record(i).exists() and job.image(i).exists())]
    bar = tqdm(total=len(indices), initial=len(indices) - len(left), unit="piece")
    failed = []
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, maxtasksperchild=PIECES_PER_PROCESS) as pool:
        for index, reason in pool.imap_unordered(_work, [(job, i) for i in left]):
            bar.update()
            if bar.n % PIECES_PER_PROCESS == 0:
                collect(job.out)  # what is there can be trained on while the rest is rendered
            if reason:
                failed.append((index, reason))
                bar.write(f"Piece {index} was left out: {reason}", file=sys.stderr)
    bar.close()
    return failed


def arguments(line: list[str] | None = None) -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, required=True, help="how many pieces")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other pieces")
    parser.add_argument("--out", type=Path, required=True, help="folder for images and metadata")
    parser.add_argument("--size", type=int, default=448, help="side of the pictures in pixels")
    parser.add_argument("--samples", type=int, default=40, help="light paths a pixel, at most")
    parser.add_argument("--workers", type=int, default=2, help="pictures rendered at a time")
    parser.add_argument("--start", type=int, default=0, help="index of the first piece")
    parser.add_argument("--indices", type=str, default="", help="only these, e.g. 3,17,40")
    parser.add_argument("--profile", choices=PROFILES, default="catalogue")
    parser.add_argument("--grounds", type=Path, help="folder of photos to lay the pieces over")
    parser.add_argument("--format", choices=("webp", "jpg"), default="webp")
    return parser.parse_args(line)


def main(line: list[str] | None = None) -> int:
    """Runs the command line; returns 1 if a piece failed."""
    args = arguments(line)
    if args.grounds and not args.grounds.is_dir():
        print(f"{args.grounds} is no folder of photos: name another with --grounds.")
        return 1
    suffix = f".{args.format}"
    job = Job(args.out, args.seed, args.size, args.samples, args.profile, suffix, args.grounds)
    indices = list(range(args.start, args.start + args.count))
    if args.indices:
        indices = [int(i) for i in args.indices.split(",")]
    failed = run(job, indices, max(1, args.workers))
    print(f"{collect(args.out)} pieces are in {args.out / 'metadata.jsonl'}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
