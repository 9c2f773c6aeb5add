"""SVG drawings that work as files and inside a page, in light and dark."""

from collections.abc import Iterable
from html import escape

# The page gives the variables its own colours (static/models.css); a file by itself follows the
# reader's system.
STYLE = """<style>
.drawing { --ink: #1f1b17; --soft: #5e564b; --line: #dcd5c9; --surface: #ffffff; --edge: #8d8374;
  --accent: #705219; --c0: #705219; --c1: #3f6f8f; --c2: #7a3f6f; --c3: #4f6b2f;
  font-family: system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { .drawing { --ink: #f0ebe3; --soft: #b9afa1; --line: #3a342d;
  --surface: #1f1b17; --edge: #7d7467; --accent: #dcbf82; --c0: #dcbf82; --c1: #8fbcd8;
  --c2: #d8a0cc; --c3: #b3cf8a; } }
.drawing text { fill: var(--soft); font-size: 13px; }
.drawing .name { fill: var(--ink); font-size: 15px; }
.drawing .ground { fill: var(--surface); stroke: var(--edge); }
.drawing .grid { stroke: var(--line); }
.drawing .line { fill: none; stroke-width: 2; }
.drawing .training { stroke-width: 1.25; stroke-dasharray: 5 3; }
.drawing .level { stroke-width: 1.5; stroke-dasharray: 1.5 4; }
.drawing .flow { fill: none; stroke: var(--accent); stroke-width: 1.25; }
.drawing marker path { fill: var(--accent); }
</style>"""


def svg(wide: int, tall: int, label: str, parts: Iterable[str]) -> str:
    """An SVG document of this size, with the label that is read aloud and the shared style."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" width="{wide}" height="{tall}" '
        f'viewBox="0 0 {wide} {tall}" role="img" aria-label="{escape(label)}">\n{STYLE}\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )
