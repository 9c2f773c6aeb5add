"""The studio's modules import one another by name, as they do when its command runs."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "assets" / "studio"))
