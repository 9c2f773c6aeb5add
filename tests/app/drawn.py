"""What the app is tested with: drawn rings and pendants, and models of random weights."""

import json
import random
from pathlib import Path

import torch
from PIL import Image, ImageDraw

from captioning.decoders import registry
from captioning.decoders.checkpoint import save_checkpoint
from captioning.decoders.tokenizer import build_tokenizer
from captioning.vision.encoder import EncoderConfig, ImageEncoder
from captioning.vision.framing import Framing

METALS = {"yellow gold": "#d4a937", "silver": "#b9bcc2", "rose gold": "#d99a86"}
STONES = {"ruby": "#b0122c", "sapphire": "#1c3fa8", "emerald": "#13804a", "pearl": "#efe9dd"}


def ring(metal: str, stone: str, size: tuple[int, int] = (320, 320)) -> Image.Image:
    """A drawn ring, different for every metal and stone."""
    picture = Image.new("RGB", (320, 320), "#f7f4ef")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((70, 100, 250, 280), outline=METALS[metal], width=16)
    draw.ellipse((130, 60, 190, 120), fill=STONES[stone], outline=METALS[metal], width=6)
    return picture.resize(size)


def pendant(metal: str, stone: str) -> Image.Image:
    """A drawn pendant on a chain."""
    picture = Image.new("RGB", (320, 320), "#f7f4ef")
    draw = ImageDraw.Draw(picture)
    draw.arc((40, -180, 280, 160), 0, 180, fill=METALS[metal], width=6)
    draw.polygon([(160, 160), (215, 225), (160, 290), (105, 225)], fill=STONES[stone])
    draw.line([(160, 160), (215, 225), (160, 290), (105, 225), (160, 160)], METALS[metal], 8)
    return picture


def save_gallery(folder: Path) -> Path:
    """An image folder of 24 drawn pieces."""
    (folder / "images").mkdir(parents=True)
    lines = []
    for metal in METALS:
        for stone in STONES:
            for kind, draw in (("ring", ring), ("pendant", pendant)):
                name = f"images/{kind}-{metal}-{stone}.png".replace(" ", "-")
                draw(metal, stone).save(folder / name)
                captions = [f"a {metal} {kind} with a {stone}", f"{metal} {kind}, {stone}"]
                lines.append({"file_name": name, "captions": captions, "type": kind,
                              "metal": metal, "stones": [stone]})  # fmt: skip
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "metadata.jsonl").write_text(text)
    return folder


def save_models(folder: Path) -> Path:
    """Checkpoints of tiny models with random weights, saved by the real code."""
    torch.manual_seed(4)
    kinds = ("ring", "pendant")
    captions = [f"a {m} {k} with a {s}" for m in METALS for k in kinds for s in STONES]
    random.Random(4).shuffle(captions)
    tokenizer = build_tokenizer(captions)
    encoder = ImageEncoder(EncoderConfig(size=96, framing=Framing()))
    sizes = {"vocab_size": len(tokenizer), "width": 64, "heads": 4, "max_tokens": 8,
             "feed_forward": 64, "layers": 1}  # fmt: skip
    decoders = {row.name: row.build(**sizes) for row in registry.rows()}
    save_checkpoint(folder, encoder, decoders, tokenizer, [{"recipe": "random weights"}])
    return folder
