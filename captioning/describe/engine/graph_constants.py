"""Constants of an exported graph: taken out of it, and bound to the weights' file instead."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors import safe_open

from captioning.describe.engine.weights import (
    BLOCK,
    CODES,
    FOLDED,
    PLAIN,
    SCALES,
    SHIFT,
    TRANSPOSED,
    Source,
)
from captioning.vision.view import WEIGHTS

_SMALLEST = 256  # numbers; smaller constants stay in the graph
_MICROSOFT = "com.microsoft"


def bind(graph: onnx.ModelProto, folder: Path, known: Mapping[str, Source]) -> dict[str, Source]:
    """Takes the weights out of a graph.

    Args:
        graph: changed in place; its constants with a source become empty places.
        folder: holds the weights' file.
        known: sources of constants by their names.

    Returns:
        The source of each constant taken out.
    """
    with safe_open(folder / WEIGHTS, "np") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    sources = {}
    for constant in graph.graph.initializer:
        source = known.get(constant.name) or _source(constant, tensors)
        if source is not None:
            sources[constant.name] = source
            _empty(constant)
    return sources


def _source(constant: TensorProto, tensors: Mapping[str, np.ndarray]) -> Source | None:
    """The tensor that has the same numbers, perhaps transposed."""
    values = numpy_helper.to_array(constant)
    if values.size < _SMALLEST or values.dtype != np.float32:
        return None
    for name, tensor in tensors.items():
        if tensor.shape == values.shape and np.array_equal(tensor.astype(np.float32), values):
            return Source(name, PLAIN)
        if tensor.T.shape == values.shape and np.array_equal(tensor.T.astype(np.float32), values):
            return Source(name, TRANSPOSED)
    return None


def _empty(constant: TensorProto) -> None:
    """Makes a constant a place to be filled when the graph is loaded."""
    constant.ClearField("raw_data")
    constant.ClearField("float_data")
    constant.data_location = TensorProto.EXTERNAL
    del constant.external_data[:]
    constant.external_data.add(key="location", value=WEIGHTS)


def eight_bit_products(graph: onnx.ModelProto, sources: dict[str, Source]) -> None:
    """Makes products with weights products in 8 bits.

    Each block of inputs is rounded by a scale of its own, caption by caption, so that a caption
    does not depend on those computed with it.

    Args:
        graph: changed in place.
        sources: of its constants; those no longer used are taken out, new ones added.
    """
    products = [node for node in graph.graph.node if _is_product(node, sources)]
    for node in products:
        matrix = sources[node.input[1]].tensor
        outputs, inputs = _shape(graph, node.input[1])
        if inputs % BLOCK == 0:
            _replace(graph, node, matrix, outputs, inputs, sources)
    if any(node.domain == _MICROSOFT for node in graph.graph.node):
        graph.opset_import.append(helper.make_opsetid(_MICROSOFT, 1))
    used = {name for node in graph.graph.node for name in node.input}
    for constant in list(graph.graph.initializer):
        if constant.name not in used:
            graph.graph.initializer.remove(constant)
            sources.pop(constant.name, None)


def _is_product(node: onnx.NodeProto, sources: Mapping[str, Source]) -> bool:
    matrix = sources.get(node.input[1]) if len(node.input) > 1 else None
    if matrix is None or matrix.form in (FOLDED, SHIFT):
        return False
    turned = any(one.name == "transB" and one.i for one in node.attribute)
    form = matrix.form == (PLAIN if turned else TRANSPOSED)
    return form and (node.op_type == "MatMul" or (node.op_type == "Gemm" and turned))


def _shape(graph: onnx.ModelProto, name: str) -> tuple[int, int]:
    """(outputs, inputs) of the matrix behind a constant."""
    constant = next(one for one in graph.graph.initializer if one.name == name)
    users = [node for node in graph.graph.node if name in node.input and node.op_type == "Gemm"]
    first, second = constant.dims
    return (first, second) if users else (second, first)


def _replace(
    graph: onnx.ModelProto, node: onnx.NodeProto, matrix: str, outputs: int, inputs: int,
    sources: dict[str, Source],
) -> None:  # fmt: skip
    codes, scales = f"{matrix}:{CODES}", f"{matrix}:{SCALES}"
    for name, form, kind, shape in (
        (codes, CODES, TensorProto.UINT8, (outputs, inputs // BLOCK, BLOCK)),
        (scales, SCALES, TensorProto.FLOAT, (outputs, inputs // BLOCK)),
    ):
        if name not in sources:
            constant = TensorProto(name=name, data_type=kind, dims=shape)
            _empty(constant)
            graph.graph.initializer.append(constant)
            sources[name] = Source(matrix, form)
    product = helper.make_node(
        "MatMulNBits",
        [node.input[0], codes, scales, "", "", *node.input[2:3]],
        list(node.output),
        domain=_MICROSOFT, K=inputs, N=outputs, bits=8, block_size=BLOCK, accuracy_level=4,
    )  # fmt: skip
    place = list(graph.graph.node).index(node)
    graph.graph.node.remove(node)
    graph.graph.node.insert(place, product)
