#!/bin/bash
# Pillow 12.3.0: `Image.frombuffer` forgets the mode it was asked for where it can share the memory.
#
# frombytes and frombuffer take the same arguments: the mode wanted, and the layout of the raw data.
# For RGB out of four bytes a pixel ("RGBX", as other libraries and Pillow itself lay pixels out):
#
#   Image.frombytes("RGB", size, data, "raw", "RGBX")          an image in RGB, 3 channels
#   Image.frombuffer("RGB", size, data, "raw", "RGBX", 0, 1)   an image in RGBX, 4 channels
#
# "RGB" is ignored without an error. The picture looks right and is saved as JPEG; as PNG it is not:
# "cannot write mode RGBX as PNG". NumPy sees four channels. The documentation of frombuffer says
# that it is like frombytes, but shares memory where it can.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pillow==12.3.0 numpy

cat > "$work/run.py" <<'EOF'
import io

import numpy as np
from PIL import Image

data = bytes(range(4 * 6))
ways = {
    "frombytes": Image.frombytes("RGB", (3, 2), data, "raw", "RGBX"),
    "frombuffer": Image.frombuffer("RGB", (3, 2), data, "raw", "RGBX", 0, 1),
}
for name, picture in ways.items():
    try:
        picture.save(io.BytesIO(), "PNG")
        saved = "saved"
    except OSError as error:
        saved = str(error)
    print(f"{name}: {picture.mode}, {np.asarray(picture).shape[2]} channels, PNG: {saved}")
EOF
"$work/venv/bin/python" "$work/run.py" > "$work/seen.txt"
cat "$work/seen.txt"
diff "$work/seen.txt" - <<'EOF'
frombytes: RGB, 3 channels, PNG: saved
frombuffer: RGBX, 4 channels, PNG: cannot write mode RGBX as PNG
EOF
echo "As described, with Pillow 12.3.0."
