"""Reliability diagrams: how often captions are right, by how sure they say they are."""

from collections.abc import Mapping
from html import escape

from captioning.evaluation.drawing import svg

WIDE, TALL, SIDE = 300, 340, 220
LEFT, TOP = 46, 36

Groups = list[Mapping[str, float]]
"""Of one model, each with `sure` and `right`, means in [0, 1]."""


def reliability_chart(title: str, groups: Mapping[str, Groups]) -> str:
    """Draws one kind of claim.

    Args:
        title: What is claimed.
        groups: Of each model, by its title.

    Returns:
        An SVG document; on the diagonal, captions are right as often as they say.
    """
    parts = [
        f'<text class="name" x="0" y="18">{escape(title)}</text>',
        f'<rect class="ground" x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>',
        f'<path class="line level" style="stroke: var(--soft)" '
        f'd="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>',
        *_axes(),
    ]
    for number, (name, points) in enumerate(groups.items()):
        colour = f"var(--c{number % 4})"
        path = " ".join(f"{_x(one['sure'])},{_y(one['right'])}" for one in points)
        parts.append(f'<polyline class="line" style="stroke: {colour}" points="{path}"/>')
        parts += [
            f'<circle style="fill: {colour}" cx="{_x(one["sure"])}" cy="{_y(one["right"])}" r="3">'
            f"<title>{escape(name)}: {one['sure']:.2f} sure, {one['right']:.2f} right</title>"
            "</circle>"
            for one in points
        ]
        x = LEFT + 110 * number
        parts.append(
            f'<path class="line" style="stroke: {colour}" d="M{x} {TALL - 14}h26"/>'
            f'<text x="{x + 32}" y="{TALL - 10}">{escape(name)}</text>'
        )
    ends = "; ".join(f"{name}: {_told(points)}" for name, points in groups.items())
    return svg(WIDE, TALL, f"{title}, how sure and how often right: {ends}", parts)


def _told(points: Groups) -> str:
    return ", ".join(f"{one['sure']:.2f} sure {one['right']:.2f} right" for one in points)


def _axes() -> list[str]:
    parts = []
    for share in (0.0, 0.5, 1.0):
        parts.append(
            f'<text x="{LEFT - 8}" y="{_y(share) + 4}" text-anchor="end">{share:g}</text>'
            f'<text x="{_x(share)}" y="{TOP + SIDE + 18}" text-anchor="middle">{share:g}</text>'
        )
    parts.append(f'<text x="{LEFT}" y="{TOP + SIDE + 38}">sure (across), right (up)</text>')
    return parts


def _x(share: float) -> float:
    return round(LEFT + share * SIDE, 1)


def _y(share: float) -> float:
    return round(TOP + (1 - share) * SIDE, 1)
