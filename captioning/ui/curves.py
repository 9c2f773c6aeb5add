"""Training curves as inline SVG: each model's validation loss or accuracy over the epochs."""

from collections.abc import Mapping, Sequence
from html import escape

WIDE, TALL = 460, 250
LEFT, RIGHT, TOP, BOTTOM = 48, 446, 14, 212

Points = Sequence[tuple[float, float]]


def chart(title: str, curves: Mapping[str, Points], levels: Mapping[str, float]) -> str:
    """A chart with a curve for each name, and dashed levels to compare with.

    Args:
        title: What the height means.
        curves: Epoch and value of each point, by the curve's name.
        levels: Values drawn as dashed lines, by the name of the curve they belong to.
    """
    values = [y for points in curves.values() for _, y in points] + list(levels.values())
    low, high = _bounds(values)
    last = max(x for points in curves.values() for x, _ in points)

    def across(epoch: float) -> float:
        return LEFT + (epoch - 1) / max(1, last - 1) * (RIGHT - LEFT)

    def up(value: float) -> float:
        return BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)

    parts = [_grid(low, high, up), _epochs(int(last), across)]
    for place, (name, points) in enumerate(curves.items()):
        path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in points)
        dots = "".join(
            f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="2.5">'
            f"<title>{escape(name)}, epoch {x:g}: {y:.3f}</title></circle>"
            for x, y in points
        )
        parts.append(f'<g class="curve c{place}"><polyline points="{path}"/>{dots}</g>')
        if name in levels:
            y = up(levels[name])
            parts.append(f'<path class="level c{place}" d="M{LEFT} {y:.1f}H{RIGHT}"/>')
    spoken = "; ".join(f"{name} ends at {points[-1][1]:.3f}" for name, points in curves.items())
    return (
        f'<figure class="chart"><figcaption>{escape(title)}</figcaption>'
        f'<svg viewBox="0 0 {WIDE} {TALL}" role="img" aria-label="{escape(title)}: '
        f'{escape(spoken)}">{"".join(parts)}</svg>{_legend(curves, levels)}</figure>'
    )


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = (high - low) * 0.06 or 0.01
    return low - margin, high + margin


def _grid(low: float, high: float, up) -> str:
    lines = []
    for step in range(5):
        value = low + (high - low) * step / 4
        shown = f"{value:.1f}" if high > 5 else f"{value:.2f}"
        lines.append(
            f'<path class="grid" d="M{LEFT} {up(value):.1f}H{RIGHT}"/>'
            f'<text x="{LEFT - 8}" y="{up(value) + 4:.1f}" text-anchor="end">{shown}</text>'
        )
    return "".join(lines)


def _epochs(last: int, across) -> str:
    step = max(1, -(-last // 8))
    marks = "".join(
        f'<text x="{across(epoch):.1f}" y="{BOTTOM + 18}" text-anchor="middle">{epoch}</text>'
        for epoch in range(1, last + 1, step)
    )
    return f'{marks}<text x="{RIGHT}" y="{TALL - 4}" text-anchor="end">epoch</text>'


def _legend(curves: Mapping[str, Points], levels: Mapping[str, float]) -> str:
    items = "".join(
        f'<li><svg viewBox="0 0 24 8" aria-hidden="true"><path class="key c{place}" d="M0 4h24"/>'
        f"</svg>{escape(name)}</li>"
        + (
            f'<li><svg viewBox="0 0 24 8" aria-hidden="true"><path class="key level c{place}" '
            f'd="M0 4h24"/></svg>report\'s {escape(name)}, {levels[name]:g}</li>'
            if name in levels
            else ""
        )
        for place, name in enumerate(curves)
    )
    return f'<ul class="legend">{items}</ul>'
