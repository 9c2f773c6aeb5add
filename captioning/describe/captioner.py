"""The captioner: one encoder and its decoders as one object; photos in, captions out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from threadpoolctl import threadpool_limits

from captioning.describe.allocator import keep_large_blocks
from captioning.describe.caption import Alternative, Caption, Word
from captioning.describe.certainty import certainty
from captioning.describe.describer import Describer
from captioning.describe.engine.contract import FloatArray
from captioning.describe.engine.cores import usable_cores
from captioning.describe.engine.models import Models, load_models
from captioning.language.attributes import attributes
from captioning.settings import Settings, read_settings, shipped_settings
from captioning.vision.evidence import Told
from captioning.vision.framing import Box

if TYPE_CHECKING:  # torch takes seconds to import
    from captioning.describe.engine.trained import Trained

__all__ = ["Alternative", "Caption", "Captioner", "Word"]


class Captioner:
    """Describes photos with every decoder over one pass of the encoder.

    Attributes:
        classifier: reads attributes from the encoder's features, if one was fitted.
        settings: tuned numbers.
        tokenizers: of the decoders, by name.
        parameters: number of parameters of the encoder and of each decoder.
    """

    def __init__(
        self, models: Models, settings: Settings | None = None, directory: str | Path | None = None
    ) -> None:
        """Joins models that belong together; `load` reads them from a folder.

        Args:
            models: the encoder and its decoders.
            settings: tuned numbers; those of the shipped checkpoint if None.
            directory: of their checkpoint, for `trained`.
        """
        self._models, self._directory = models, directory
        self.classifier, self.tokenizers = models.classifier, models.tokenizers
        self.parameters = models.parameters
        self.settings = settings or shipped_settings()
        self._describers = {
            name: Describer(engine, models.tokenizers[name], self.settings)
            for name, engine in models.decoders.items()
        }
        self._threads = _threads(len(self.names))

    @classmethod
    def load(cls, directory: str | Path = "checkpoints") -> Captioner:
        """Loads `encoder/` and the decoders that are there; no network, no pickle.

        Args:
            directory: a checkpoint: a folder for the encoder and for each decoder.

        Raises:
            CheckpointError: one sentence that names the file and the remedy.
            SettingsError: the same, of `describe.json`.
        """
        keep_large_blocks()
        directory = Path(directory)
        return cls(load_models(directory), read_settings(directory), directory)

    @cached_property
    def trained(self) -> Trained:
        """The same models as torch modules, to measure or to train on; loaded when first asked for.

        Raises:
            CheckpointError: one sentence that names the file and the remedy.
        """
        from captioning.describe.engine.trained import Trained

        return Trained.load(Path(self._directory or "checkpoints"))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the decoders, in the order in which they are shown."""
        return tuple(self._models.decoders)

    def near(self, photo: Image.Image) -> Image.Image:
        """The part of a photo that is described, without most of the plain ground around it."""
        return self._models.view.near(photo)

    def pieces(self, photo: Image.Image) -> list[Box]:
        """The boxes of several pieces on plain ground; none in any other photo."""
        return self._models.view.pieces(photo)

    def view(self, photo: Image.Image) -> Image.Image:
        """The photo as the encoder sees it, the ground under the attention maps."""
        return self._models.view.square(photo)

    def features(self, photos: Sequence[Image.Image]) -> FloatArray:
        """Encoder features of photos before pooling: (B, P, C) float32."""
        return self._models.encoder(self._models.view.pixels(photos))

    def pooled(self, photos: Sequence[Image.Image]) -> FloatArray:
        """Encoder features averaged over P: (B, C) float32."""
        pooled: FloatArray = self.features(photos).mean(1)
        return pooled

    def describe(
        self, photo: Image.Image, *, beams: int = 3, alternatives: int = 3
    ) -> dict[str, Caption]:
        """Describes one photo.

        Args:
            photo: RGB, as `photos.load_photo` returns it.
            beams: width of the beam search, 1 or more.
            alternatives: other captions wanted; a search of n beams has n - 1 of them.

        Returns:
            A caption from each decoder, by name.
        """
        return self.describe_batch([photo], beams=beams, alternatives=alternatives)[0]

    def describe_batch(
        self,
        photos: Sequence[Image.Image],
        *,
        beams: int = 3,
        alternatives: int = 3,
        known: Sequence[Told] = (),
    ) -> list[dict[str, Caption]]:
        """Describes several photos in one pass.

        Args:
            photos: B photos in RGB.
            beams: width of the beam search, 1 or more.
            alternatives: other captions wanted; a search of n beams has n - 1 of them.
            known: what somebody who knows the pieces says of them, one for each photo: type and
                stones lead the captions, unless the photo shows something else for sure.

        Returns:
            For each photo a caption from each decoder, by name.

        Raises:
            ValueError: if beams is below 1 or alternatives below 0.
        """
        if beams < 1 or alternatives < 0:
            raise ValueError(
                f"beams must be 1 or more and alternatives 0 or more, not {beams}, {alternatives}."
            )
        if not photos:
            return []
        features = self.features(photos)  # (B, P, C)

        def captions(name: str) -> list[Caption]:
            return self.captions(
                name, features, beams=beams, alternatives=alternatives, known=known
            )

        run = self._threads.map if self._threads else map
        said = dict(zip(self.names, run(captions, self.names), strict=True))
        for row, photo in enumerate(photos):
            if self._models.view.is_empty(photo):
                for one in said.values():
                    one[row] = replace(one[row], jewelry=0.0)
        return [
            self.assured({name: said[name][row] for name in said}) for row in range(len(photos))
        ]

    def assured(self, said: dict[str, Caption]) -> dict[str, Caption]:
        """All models' captions of one photo with their `certainty`, which all of them bear on."""
        expectations = [one.expected for one in said.values()]
        settings = self.settings.certainty

        def judged(one: Caption) -> Caption:
            if not one.shows_jewelry or not attributes(one.text).type:
                return one
            found = certainty(one.text, expectations, settings)
            return replace(one, certainty=found, unclear=found.unclear(settings.unclear))

        return {name: judged(one) for name, one in said.items()}

    def captions(
        self,
        name: str,
        features: FloatArray,
        *,
        beams: int = 3,
        alternatives: int = 3,
        known: Sequence[Told] = (),
    ) -> list[Caption]:
        """The captions of one decoder for encoded photos.

        Args:
            name: the decoder's.
            features: (B, P, C) from the encoder.
            beams: width of the beam search.
            alternatives: other captions wanted.
            known: as for `describe_batch`.

        Returns:
            B captions.
        """
        evidence = self.classifier(features) if self.classifier is not None else []
        if evidence and known:
            told = self.settings.guidance.told
            evidence = [seen.after(one, told) for seen, one in zip(evidence, known, strict=True)]
        return self._describers[name].captions(features, evidence, beams, alternatives)


def _threads(decoders: int) -> Executor | None:
    """A thread for each decoder, or None on one core, where they answer in turns.

    A decoder predicts one word at a time, and each is little work: its threads would wait for each
    other longer than they work. So the decoders run at once, each on its share of the cores.
    torch.set_num_threads would limit all later threads too, the encoder's included.
    """
    cores = usable_cores()
    if decoders < 2 or cores < 2:
        return None
    share = max(1, cores // decoders)
    return ThreadPoolExecutor(decoders, "decoder", threadpool_limits, (share, "openmp"))
