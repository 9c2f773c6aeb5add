"""Checks on built pieces that several tests share."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from assets.studio.geometry.mesh import Mesh
from assets.studio.pieces.piece import CUTS, SETTINGS, TYPES, Part, Piece
from assets.studio.sampling.sampler import Spec, draw, generator


def closed(mesh: Mesh) -> bool:
    """Whether every edge joins exactly two faces that agree on which side is out."""
    edges = []
    for count in {len(face) for face in mesh.faces}:
        faces = np.array([face for face in mesh.faces if len(face) == count], dtype=np.int64)
        edges += [np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2)]
    pairs = np.concatenate(edges)
    size = len(mesh.vertices)
    there = np.sort(pairs[:, 0] * size + pairs[:, 1])
    back = np.sort(pairs[:, 1] * size + pairs[:, 0])
    return bool((np.diff(there) > 0).all() and (there == back).all())


@cache
def _drawn(index: int) -> Spec:
    return draw(29, index)


def order(type_: str, style: str, number: int = 0, **wanted: object) -> Spec:
    """The `number`-th catalogue order of this type and style with these attributes."""
    for index in range(20000):
        spec = _drawn(index)
        if (spec.type, spec.style) != (type_, style):
            continue
        if all(getattr(spec, name) == value for name, value in wanted.items() if name != "stones"):
            if number == 0:
                return replace(spec, **wanted)
            number -= 1
    raise AssertionError(f"no order for {type_} {style} {wanted}")


def check(piece: Piece, spec: Spec) -> None:
    """Asserts what every piece of every family must be."""
    assert piece.type == spec.type and piece.type in TYPES
    assert piece.metal == spec.metal
    assert piece.setting in ("", *SETTINGS)
    assert any(part.framed for part in piece.parts)
    for part in piece.parts:
        assert closed(part.mesh), part.material
        assert part.mesh.volume() > 0, part.material
        assert np.isfinite(part.mesh.vertices).all()
    named = {p.material for p in piece.parts if p.material.startswith("stone:")}
    assert named == {f"stone:{i}" for i in range(len(piece.stones))}
    assert {stone.kind for stone in piece.stones} <= set(spec.stones)
    assert all(stone.cut in CUTS and stone.size_mm > 0.5 for stone in piece.stones)
    if piece.metal2:
        assert "metal2" in {part.material for part in piece.parts}


def rng(spec: Spec) -> np.random.Generator:
    """The stream that the renderer gives to the family."""
    return generator(spec.seed, spec.index, "piece")


def shells(part: Part) -> list[np.ndarray]:
    """The vertices (N, 3) of each separate solid of a part."""
    mesh = part.mesh
    parent = np.arange(len(mesh.vertices))
    for _ in range(64):
        before = parent.copy()
        for face in mesh.faces:
            low = parent[list(face)].min()
            parent[list(face)] = low
        if (parent == before).all():
            break
    return [mesh.vertices[parent == root] for root in np.unique(parent)]
