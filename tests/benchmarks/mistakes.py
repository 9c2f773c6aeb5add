"""What the captions get wrong: tables of confusions, and sheets of pictures of the worst mistakes.

    python -m captioning evaluate --data jewelry --split dev --json figures.json
    python -m tests.benchmarks.mistakes --data jewelry --split dev --json figures.json

A mistake weighs by what is wrong: the type 3, the metal 1, each wrong or missed look of a stone 1.
"""

import argparse
import json
import textwrap
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from captioning.data import Example, read_dataset
from captioning.evaluation.agreement import Agreed
from captioning.language.attributes import attributes, coarse_type, looks
from captioning.vision.photos import load_photo

SIDE, TEXT, ACROSS, ROWS = 240, 84, 5, 4
Pair = tuple[str, str]


def confusions(caption: str, truth: Agreed) -> dict[str, list[Pair]]:
    """Pairs of what annotators agree on and what is said instead, by attribute."""
    said = attributes(caption)
    kind, seen = coarse_type(said.type), set(looks(said.stones))
    pairs: dict[str, list[Pair]] = {"type": [], "metal": [], "look": []}
    if truth.type and kind != truth.type:
        pairs["type"].append((truth.type, kind or "nothing"))
    if truth.metal and said.metal != truth.metal:
        pairs["metal"].append((truth.metal, said.metal or "nothing"))
    if truth.looks:
        missed = sorted(truth.looks.both - seen) or ["nothing"]
        wrong = sorted(seen - truth.looks.either) or ["nothing"]
        pairs["look"] = [(a, b) for a in missed for b in wrong if a != b]
    return pairs


def table(pairs: Iterable[Pair], title: str) -> str:
    """The pairs by how often they occur, as Markdown."""
    rows = Counter(pairs).most_common(25)
    lines = [f"## {title}", "| is | said | photos |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {a} | {b} | {count} |" for (a, b), count in rows)])


def sheet(mistakes: list[tuple[Example, str, dict[str, list[Pair]]]]) -> Image.Image:
    """Photos with the caption, and what is wrong in it below."""
    paper = Image.new("RGB", (ACROSS * SIDE, ROWS * (SIDE + TEXT)), "white")
    pen, font = ImageDraw.Draw(paper), ImageFont.load_default(11)
    for place, (example, caption, wrong) in enumerate(mistakes):
        x, y = place % ACROSS * SIDE, place // ACROSS * (SIDE + TEXT)
        paper.paste(ImageOps.pad(load_photo(example.image), (SIDE, SIDE), color="white"), (x, y))
        told = "; ".join(f"{a}, not {b}" for pairs in wrong.values() for a, b in pairs)
        lines = [*textwrap.wrap(caption, 42)[:2], *textwrap.wrap(f"[{told}]", 42)[:4]]
        pen.multiline_text((x + 4, y + SIDE + 2), "\n".join(lines), fill="black", font=font)
    return paper


def main() -> None:
    """Writes the tables and the sheets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split")
    parser.add_argument("--json", type=Path, required=True, help="As evaluate --json wrote it.")
    parser.add_argument("--out", type=Path, default=Path(".cache/mistakes"))
    parser.add_argument("--count", type=int, default=100)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    examples = {one.name: one for one in read_dataset(chosen.data, chosen.split) if one.annotations}
    for model, figures in json.loads(chosen.json.read_text("utf-8")).items():
        if not isinstance(figures.get("captions"), dict):
            continue
        found = [
            (examples[name], caption, confusions(caption, Agreed.of(examples[name].annotations)))
            for name, caption in figures["captions"].items()
            if name in examples
        ]
        tables = [
            table((pair for *_, wrong in found for pair in wrong[key]), key)
            for key in ("type", "metal", "look")
        ]
        (chosen.out / f"{model}.md").write_text("\n\n".join(tables) + "\n", "utf-8")
        weights = {"type": 3, "metal": 1, "look": 1}
        found.sort(key=lambda one: -sum(weights[k] * len(p) for k, p in one[2].items()))
        for number, start in enumerate(range(0, chosen.count, ACROSS * ROWS)):
            page = sheet(found[: chosen.count][start : start + ACROSS * ROWS])
            page.save(chosen.out / f"{model}-{number}.png")


if __name__ == "__main__":
    main()
