"""Line charts of training runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from captioning.evaluation.drawing import svg

WIDE, TALL = 460, 316
LEFT, RIGHT, TOP, BOTTOM = 56, 446, 42, 242

Points = Sequence[tuple[float, float]]
"""Epoch and value."""


@dataclass(frozen=True)
class Series:
    """The curves of one model.

    Attributes:
        name: The model's title.
        validation: Drawn with a dot for each epoch.
        training: Drawn dashed, as far as it is within the chart.
        level: A value to compare with, drawn dotted over the whole width.
    """

    name: str
    validation: Points
    training: Points = ()
    level: float | None = None


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    last: float

    def x(self, epoch: float) -> float:
        return LEFT + (epoch - 1) / max(1, self.last - 1) * (RIGHT - LEFT)

    def y(self, value: float) -> float:
        return BOTTOM - (value - self.low) / (self.high - self.low) * (BOTTOM - TOP)


def line_chart(title: str, series: Sequence[Series]) -> str:
    """Draws training over the epochs.

    Args:
        title: What the height means.
        series: One or more models, each with a point of validation or more.

    Returns:
        An SVG document.
    """
    scale = _scale(series)
    parts = [f'<text class="name" x="0" y="18">{escape(title)}</text>', _grid(scale)]
    parts += [_curves(number, one, scale) for number, one in enumerate(series)]
    parts.append(_legend(series))
    ends = "; ".join(f"{one.name} ends at {one.validation[-1][1]:.3f}" for one in series)
    return svg(WIDE, TALL, f"{title}: {ends}", parts)


def _scale(series: Sequence[Series]) -> _Scale:
    validation = [value for one in series for _, value in one.validation]
    levels = [one.level for one in series if one.level is not None]
    low, high = min(validation + levels), max(validation + levels)
    margin = (high - low) * 0.08 or 0.01
    last = max(epoch for one in series for epoch, _ in one.validation)
    return _Scale(low - margin, high + margin, last)


def _grid(scale: _Scale) -> str:
    parts = []
    for step in range(5):
        value = scale.low + (scale.high - scale.low) * step / 4
        shown = f"{value:.1f}" if scale.high > 5 else f"{value:.2f}"
        parts.append(
            f'<path class="grid" d="M{LEFT} {scale.y(value):.1f}H{RIGHT}"/>'
            f'<text x="{LEFT - 8}" y="{scale.y(value) + 4:.1f}" text-anchor="end">{shown}</text>'
        )
    every = max(1, -(-int(scale.last) // 8))
    for epoch in range(1, int(scale.last) + 1, every):
        x = scale.x(epoch)
        parts.append(f'<text x="{x:.1f}" y="{BOTTOM + 18}" text-anchor="middle">{epoch}</text>')
    parts.append(f'<text x="0" y="{BOTTOM + 18}">epoch</text>')
    return "".join(parts)


def _curves(number: int, series: Series, scale: _Scale) -> str:
    colour = f'style="stroke: var(--c{number % 4})"'
    inside = [point for point in series.training if scale.low <= point[1] <= scale.high]
    parts = [_polyline("line training", colour, inside, scale.x, scale.y)] if inside else []
    parts.append(_polyline("line", colour, series.validation, scale.x, scale.y))
    if series.level is not None:
        y = scale.y(series.level)
        parts.append(f'<path class="line level" {colour} d="M{LEFT} {y:.1f}H{RIGHT}"/>')
    for epoch, value in series.validation:
        parts.append(
            f'<circle style="fill: var(--c{number % 4})" cx="{scale.x(epoch):.1f}" '
            f'cy="{scale.y(value):.1f}" r="2.5"><title>{escape(series.name)}, epoch {epoch:g}: '
            f"{value:.3f}</title></circle>"
        )
    return "".join(parts)


def _polyline(
    kind: str,
    colour: str,
    points: Points,
    x: Callable[[float], float],
    y: Callable[[float], float],
) -> str:
    path = " ".join(f"{x(epoch):.1f},{y(value):.1f}" for epoch, value in points)
    return f'<polyline class="{kind}" {colour} points="{path}"/>'


def _legend(series: Sequence[Series]) -> str:
    colours = {one.name: ("line", f"var(--c{number % 4})") for number, one in enumerate(series)}
    kinds = {"validation": ("line", "var(--soft)")}
    if any(one.training for one in series):
        kinds["training"] = ("line training", "var(--soft)")
    if any(one.level is not None for one in series):
        kinds["student report"] = ("line level", "var(--soft)")
    return _legend_row(BOTTOM + 44, colours) + _legend_row(BOTTOM + 66, kinds)


def _legend_row(y: int, entries: Mapping[str, tuple[str, str]]) -> str:
    parts, x = [], 0
    for name, (kind, colour) in entries.items():
        parts.append(
            f'<path class="{kind}" style="stroke: {colour}" d="M{x} {y - 4}h26"/>'
            f'<text x="{x + 34}" y="{y}">{escape(name)}</text>'
        )
        x += 34 + 9 * len(name) + 16
    return "".join(parts)
