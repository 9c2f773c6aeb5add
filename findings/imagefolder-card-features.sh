#!/bin/bash
# datasets 5.2.0: which parts of a dataset card the image folder loader reads.
#
# An image folder has a metadata.jsonl in which the column "type" is null in every line, and a
# README.md that says what the column holds. Seen:
#
#   load_dataset(folder), features in configs:         type is string
#   load_dataset(folder), features in dataset_info:    type is null: silently ignored
#   load_dataset("imagefolder", data_dir=folder):      type is null: the card is not read at all
#   load_dataset(folder), a column that configs leave out:  dropped without a word
#
# So the types of an image folder's columns have to stand in `configs`, as a list under `features`,
# and all columns with them. Documentation shows `dataset_info` for that purpose.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet datasets==5.2.0 pillow==12.3.0

cd "$work"
export HF_HUB_OFFLINE=1 HF_HOME="$work/home"
cat > run.py <<'EOF'
import json
from pathlib import Path

import datasets
from PIL import Image

datasets.disable_progress_bars()
FILES = {"split": "train", "path": ["metadata.jsonl", "*.png"]}
COLUMNS = [{"name": "image", "dtype": "image"}, {"name": "type", "dtype": "string"}]


def folder(name, card, features=COLUMNS):
    home = Path(name)
    home.mkdir()
    lines = []
    for number in range(2):
        Image.new("RGB", (8, 8)).save(home / f"{number}.png")
        lines.append(json.dumps({"file_name": f"{number}.png", "type": None, "price": 5}))
    (home / "metadata.jsonl").write_text("\n".join(lines))
    configs = [{"config_name": "default", "data_files": [FILES]}]
    if card == "configs":
        configs[0]["features"] = features
    front = {"configs": configs}
    if card == "dataset_info":
        front["dataset_info"] = {"features": features}
    (home / "README.md").write_text(f"---\n{json.dumps(front)}\n---\n")
    return str(home.resolve())


def kinds(rows):
    return {name: getattr(kind, "dtype", "image") for name, kind in rows.features.items()}


seen = {
    "configs": kinds(datasets.load_dataset(folder("a", "configs"), split="train")),
    "dataset_info": kinds(datasets.load_dataset(folder("b", "dataset_info"), split="train")),
    "by loader": kinds(
        datasets.load_dataset("imagefolder", data_dir=folder("c", "configs"), split="train")
    ),
}
for way, columns in seen.items():
    print(f"{way}: type is {columns['type']}, price is {columns.get('price', 'dropped')}")
EOF
"$work/venv/bin/python" run.py > seen.txt
cat seen.txt
diff seen.txt - <<'EOF'
configs: type is string, price is dropped
dataset_info: type is null, price is int64
by loader: type is null, price is int64
EOF
echo "As described, with datasets 5.2.0."
