"""Engines compared: time of a description, captions that change, megabytes, seconds to load.

Run it by hand on an otherwise idle machine, with photos of your own:

    pip install "openvino==2026.4.1"
    python -m tests.benchmarks.engines PHOTOS

Each engine describes the photos in turns with eager torch, which it is compared to. The encoder in
8 bits is calibrated on the gallery's renders. An engine whose package or instruction the machine
lacks is left out.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import files
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from PIL import Image

from captioning.decoders.marks import weights_mark
from captioning.describe.captioner import Captioner
from captioning.describe.engine.cores import usable_cores
from captioning.describe.engine.eager import EagerDecoder, EagerEncoder
from captioning.describe.engine.models import Models, eager_models, load_models
from captioning.describe.engine.onnx import ENCODE, GraphDecoder
from captioning.describe.engine.plan import Plan
from captioning.describe.engine.weights import constants
from captioning.settings import shipped_settings
from captioning.shipped import shipped
from captioning.vision.photos import load_photo

CHECKPOINT = shipped("checkpoints")
CALIBRATION = 64  # renders
Engine = tuple[Callable[[], Models], tuple[str, ...]]


def torch_eight_bits() -> Models:
    """Decoders of torch with products in 8 bits."""
    from torch.ao.quantization import quantize_dynamic

    models = eager_models(CHECKPOINT)
    parts = {torch.nn.Linear, torch.nn.LSTM}
    engines = {
        name: EagerDecoder(quantize_dynamic(engine.decoder, parts, torch.qint8))
        for name, engine in models.decoders.items()
    }
    return replace(models, decoders=engines)


class Bfloat16Decoder(EagerDecoder):
    """A decoder whose products torch computes in bfloat16."""

    def step(self, memory, tokens, parents, rough=False):
        """The next word: see `DecoderEngine.step`."""
        with torch.autocast("cpu", torch.bfloat16):
            log_probs, attention = super().step(memory, tokens, parents)
        return log_probs, attention


class Bfloat16Encoder(EagerEncoder):
    """An encoder that torch computes in bfloat16."""

    def __call__(self, pixels):
        """Features: see `EncoderEngine`."""
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            return self.encoder(torch.from_numpy(pixels)).float().numpy()


def torch_bfloat16() -> Models:
    """Torch in bfloat16."""
    models = eager_models(CHECKPOINT)
    engines = {name: Bfloat16Decoder(one.decoder) for name, one in models.decoders.items()}
    return replace(models, encoder=Bfloat16Encoder(models.encoder.encoder), decoders=engines)


def exact() -> Models:
    """ONNX Runtime in 32 bits, sampled captions included."""
    models = load_models(CHECKPOINT)
    for engine in models.decoders.values():
        assert isinstance(engine, GraphDecoder)
        engine._rough = engine._step
    return models


def eight_bits() -> Models:
    """ONNX Runtime with every word in 8 bits."""
    models = load_models(CHECKPOINT)
    for engine in models.decoders.values():
        assert isinstance(engine, GraphDecoder)
        engine._step = engine._rough
    return models


class Session:
    """An encoder graph in a session of ONNX Runtime."""

    def __init__(self, file: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = usable_cores()
        self._session = onnxruntime.InferenceSession(file, options)

    def __call__(self, pixels):
        """Features: see `EncoderEngine`."""
        return self._session.run(None, {"pixels": pixels})[0]


def whole_encoder() -> Path:
    """The encoder's graph with its weights inside, for tools that know no `engine.json`."""
    import onnx

    folder = CHECKPOINT / "encoder"
    graph = onnx.load(folder / f"{ENCODE}.onnx", load_external_data=False)
    plan = Plan.read(folder, weights_mark(folder))
    values = constants(folder, plan.graphs[ENCODE])
    for place in graph.graph.initializer:
        if place.name in values:
            place.CopyFrom(onnx.numpy_helper.from_array(values[place.name], place.name))
    file = Path(".cache/engines/encoder.onnx")
    file.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(graph, file)
    return file


def encoder_in_eight_bits() -> Models:
    """ONNX Runtime with encoder and words in 8 bits, the encoder calibrated on our renders."""
    from onnxruntime.quantization import CalibrationDataReader, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    models, whole = eight_bits(), whole_encoder()
    ready, small = whole.with_name("ready.onnx"), whole.with_name("small.onnx")
    renders = sorted((shipped("assets/gallery") / "images").iterdir())[::10][:CALIBRATION]

    class Reader(CalibrationDataReader):
        """The renders, one at a time."""

        def __init__(self) -> None:
            self._pictures = iter(renders)

        def get_next(self):
            """The next picture's pixels, or None."""
            file = next(self._pictures, None)
            return file and {"pixels": models.view.pixels([load_photo(file)])}

    if not small.exists():
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        quantize_static(ready, small, Reader(), per_channel=True)
    return replace(models, encoder=Session(small))


class OpenVino:
    """An encoder run by OpenVINO."""

    def __init__(self, file: Path) -> None:
        import openvino

        settings = {"INFERENCE_NUM_THREADS": usable_cores(), "INFERENCE_PRECISION_HINT": "f32"}
        compiled = openvino.Core().compile_model(file, "CPU", settings)
        self._request = compiled.create_infer_request()

    def __call__(self, pixels):
        """Features: see `EncoderEngine`."""
        return np.array(self._request.infer({0: pixels})[0])


def open_vino() -> Models:
    """The default with the encoder in OpenVINO."""
    return replace(load_models(CHECKPOINT), encoder=OpenVino(whole_encoder()))


ENGINES: dict[str, Engine] = {
    "torch eager": (lambda: eager_models(CHECKPOINT), ("torch",)),
    "torch, decoders int8": (torch_eight_bits, ("torch",)),
    "torch bfloat16": (torch_bfloat16, ("torch",)),
    "ONNX Runtime fp32": (exact, ("onnxruntime",)),
    "default: fp32, late samples int8": (lambda: load_models(CHECKPOINT), ("onnxruntime",)),
    "ONNX Runtime, decoders int8": (eight_bits, ("onnxruntime",)),
    "ONNX Runtime, encoder int8 too": (encoder_in_eight_bits, ("onnxruntime",)),
    "encoder in OpenVINO": (open_vino, ("onnxruntime", "openvino")),
}


def installed(packages: tuple[str, ...]) -> float:
    """Megabytes of packages on the disk."""
    found = [file for name in packages for file in files(name) or ()]
    return (
        sum(Path(file.locate()).stat().st_size for file in found if file.locate().is_file()) / 1e6
    )


def has_bfloat16() -> bool:
    """Whether the processor computes in bfloat16."""
    info = Path("/proc/cpuinfo")
    return info.is_file() and "bf16" in info.read_text()


def possible(name: str, packages: tuple[str, ...]) -> bool:
    """Whether the machine has what an engine needs."""
    return all(map(find_spec, packages)) and ("bfloat16" not in name or has_bfloat16())


def main() -> None:
    """Prints a row for each engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, help="a folder of photos")
    parser.add_argument("--count", type=int, default=60, help="photos to describe")
    options = parser.parse_args()
    paths = sorted(options.photos.iterdir())
    pictures = [load_photo(path) for path in paths[:: max(1, len(paths) // options.count)]]
    pictures = pictures[: options.count]
    captioners, seconds = {}, {}
    for name, (load, packages) in ENGINES.items():
        if not possible(name, packages):
            print(f"{name}: left out", file=sys.stderr)
            continue
        started = perf_counter()
        captioners[name] = Captioner(load(), shipped_settings())
        captioners[name].describe(pictures[0])
        seconds[name] = perf_counter() - started
    report(captioners, seconds, pictures)


def report(
    captioners: dict[str, Captioner], seconds: dict[str, float], pictures: list[Image.Image]
) -> None:
    """Describes the pictures with all engines in turns and prints the table."""
    spent: dict[str, list[float]] = {name: [] for name in captioners}
    said: dict[str, list[dict[str, str]]] = {name: [] for name in captioners}
    for picture in pictures:
        for name, captioner in captioners.items():
            started = perf_counter()
            captions = captioner.describe(picture)
            spent[name].append(1000 * (perf_counter() - started))
            said[name].append({model: one.text for model, one in captions.items()})
    first, *_ = captioners
    models = captioners[first].names
    print(f"{len(pictures)} photos, {usable_cores()} cores")
    print(f"{'engine':<36}{'ms p50':>8}{'changed':>12}{'MB':>7}{'load s':>8}")
    for name in captioners:
        changed = " ".join(
            str(sum(a[model] != b[model] for a, b in zip(said[name], said[first], strict=True)))
            for model in models
        )
        size = installed(ENGINES[name][1])
        print(f"{name:<36}{np.median(spent[name]):>8.1f}{changed:>12}{size:>7.0f}"
              f"{seconds[name]:>8.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
