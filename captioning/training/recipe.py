"""A recipe: what is trained, from which captions, and in which stages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from captioning.decoders import registry

CROSS_ENTROPY, DISTILLATION, SELF_CRITICAL = "cross-entropy", "distillation", "self-critical"
OBJECTIVES = (CROSS_ENTROPY, DISTILLATION, SELF_CRITICAL)
CONSTANT, COSINE = "constant", "cosine"
TRUNK_STAGES = 7  # of an EfficientNet; only the last convolution comes after them
MANY = 1e6
BOUNDS: dict[str, tuple[float, float]] = {
    **dict.fromkeys(("epochs", "patience", "teacher_captions"), (0, MANY)),
    **dict.fromkeys(("photos", "captions", "jewelry_repeats"), (1, MANY)),
    **dict.fromkeys(("views", "unlabelled_views"), (1, MANY)),
    **dict.fromkeys(("labelled_share", "unlabelled_share", "teacher_share", "rare"), (0, 1)),
    **dict.fromkeys(("warmup", "dropout", "style_mixing", "start_share"), (0, 1)),
    "samples": (2, MANY),
    **dict.fromkeys(("frozen_stages", "fixed_stages"), (0, TRUNK_STAGES)),
    "source_photos": (0, MANY),
}
"""The least and the most of a stage's values."""


class RecipeError(ValueError):
    """A recipe that cannot be followed; the text names the wrong value."""


@dataclass(frozen=True)
class Models:
    """The models that a recipe trains: one encoder and a decoder of each kind.

    Attributes:
        architecture: the encoder's trunk, by timm's name.
        size: side in pixels of the square input that the checkpoint asks for.
        margin: ground left around a piece, as a share of its longer side; 0 keeps whole photos.
        width: D of the decoders.
        feed_forward: inner width of feed-forward layers.
        layers: layers of a decoder that stacks them.
    """

    architecture: str = "tf_efficientnet_lite0"
    size: int = 299
    margin: float = 0.0
    width: int = 512
    feed_forward: int = 512
    layers: int = 1


@dataclass(frozen=True)
class Data:
    """Which captions are learnt.

    Attributes:
        vocabulary: the most entries V.
        minimum_count: rarer words become the unknown word.
        label_captions: captions generated from a jewelry photo's labels in an epoch.
        label_caption_weight: their weight in the loss; a caption that people wrote has 1.
        render_captions: captions of a render learnt in an epoch. A data set without a "dev" split
            is taken for renders; each is visited once an epoch.
        render_weight: their weight in the loss.
        aside: share of the labelled photos that nothing is trained on, by whole sources (shops);
            what is shown as confidence is calibrated on them.
        own_words: build the vocabulary from the data although the first stage starts from a
            checkpoint; words that both know keep their embeddings.
    """

    vocabulary: int = 10_000
    minimum_count: int = 1
    label_captions: int = 0
    label_caption_weight: float = 1.0
    render_captions: int = 2
    render_weight: float = 0.5
    aside: float = 0.0
    own_words: bool = False


@dataclass(frozen=True)
class Stage:
    """One stage of training: an objective, where it starts, who teaches and who learns.

    Attributes:
        name: of its folder.
        objective: "cross-entropy" with the captions of the data; "distillation", cross-entropy
            whose target is in part what teachers predict; or "self-critical", the reward of
            sampled captions, with cross-entropy or distillation as a regulariser.
        start: an earlier stage or a checkpoint folder. By default the stage before; the first one
            starts from ImageNet weights and random decoders.
        start_share: share of the start in the weights that the stage writes, which are an average
            of it and of what was learnt; there must be a start with the same vocabulary.
        teachers: earlier stages or checkpoint folders, or one decoder's folder in a checkpoint.
            They need the vocabulary and the frozen stages of the start.
        learners: names of the decoders that learn; by default all.
        epochs: the most epochs.
        patience: epochs without a better validation loss after which a decoder stops and takes
            its best weights; 0 never stops.
        photos: photos in a batch.
        captions: the most written captions of a photo in an epoch; photos with more rotate them.
        jewelry_repeats: visits to a photo with labels in an epoch, which share its captions.
        labelled_share: share of the photos with labels that an epoch visits, others each time.
        unlabelled_share: the same of photos without labels.
        source_photos: the most photos of one source (a shop) that an epoch visits, others each
            time; 0 for all.
        rare: share of the labelled photos under which a type, a metal or a look of stones counts
            as rare; its photos are visited twice.
        size: side of the training input in pixels; 0 for the models' size.
        frozen_stages: stages of the trunk that stay as they are, whose activations are cached; 7
            freezes all of them. With 0 photos are cached and augmented at each visit.
        fixed_stages: where no stage is frozen, the first ones that stay as they are although each
            visit is augmented.
        style_mixing: where no stage is frozen, the probability that a photo takes part of its
            style after the fixed stages from another photo of the same metal.
        views: cached views of a photo with labels, itself and augmented ones.
        unlabelled_views: the same of a photo without labels.
        decoder_rate: highest learning rate of the decoders.
        encoder_rate: highest learning rate of the encoder's stages that are not frozen; 0 freezes
            the whole encoder.
        warmup: share of all steps over which the rates rise from 0.
        decay: "constant" keeps the rates after the warm-up, "cosine" lowers them to 1 %.
        weight_decay: of AdamW; 0 is Adam.
        dropout: rate in the decoders.
        attribute_weight: weight of the auxiliary loss on type, metal, stones and motif.
        teacher_share: share of the target that teachers predict, where there are any.
        teacher_captions: captions that teachers sample of each photo, learnt like written ones.
        samples: captions sampled of each photo for the reward.
        attribute_reward: reward of a labelled attribute that is named, in units of CIDEr; stones
            count twice.
        cross_entropy: weight of the cross-entropy next to the reward.
    """

    name: str
    objective: str = CROSS_ENTROPY
    start: str = ""
    start_share: float = 0.0
    teachers: tuple[str, ...] = ()
    learners: tuple[str, ...] = ()
    epochs: int = 30
    patience: int = 0
    photos: int = 64
    captions: int = 5
    jewelry_repeats: int = 1
    labelled_share: float = 1.0
    unlabelled_share: float = 1.0
    source_photos: int = 0
    rare: float = 0.0
    size: int = 0
    frozen_stages: int = TRUNK_STAGES
    fixed_stages: int = 0
    style_mixing: float = 0.0
    views: int = 1
    unlabelled_views: int = 1
    decoder_rate: float = 1e-4
    encoder_rate: float = 0.0
    warmup: float = 1 / 15
    decay: str = CONSTANT
    weight_decay: float = 0.0
    dropout: float = 0.3
    attribute_weight: float = 0.0
    teacher_share: float = 0.5
    teacher_captions: int = 0
    samples: int = 5
    attribute_reward: float = 0.5
    cross_entropy: float = 0.2

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w-]+", self.name):
            raise RecipeError(f"A stage cannot be named {self.name!r}: use letters, digits and -.")
        self._check_choice("objective", self.objective, OBJECTIVES)
        self._check_choice("decay", self.decay, (CONSTANT, COSINE))
        for learner in self.learners:
            self._check_choice("learner", learner, registry.names())
        if self.objective == CROSS_ENTROPY and self.teachers:
            raise RecipeError(
                f"Stage {self.name!r} has teachers, but cross-entropy learns from none: make its "
                f"objective {DISTILLATION!r}."
            )
        if self.teachers and not self.frozen_stages:
            raise RecipeError(
                f"Stage {self.name!r} has teachers, who look at cached activations: set "
                "frozen_stages to 1 or more."
            )
        for name, (least, most) in BOUNDS.items():
            if not least <= getattr(self, name) <= most:
                raise RecipeError(
                    f"Stage {self.name!r}: {name} is {getattr(self, name):g}; it must be from "
                    f"{least:g} to {most:g}."
                )

    def _check_choice(self, what: str, value: str, choices: Sequence[str]) -> None:
        if value not in choices:
            raise RecipeError(
                f"Stage {self.name!r}: there is no {what} {value!r}; choose {', '.join(choices)}."
            )


@dataclass(frozen=True)
class Recipe:
    """How models are trained, stage by stage.

    Attributes:
        name: of the folder that the stages are written to.
        stages: in order, at least one.
        models: what is trained.
        data: which captions are learnt.
        seed: of everything random.

    Raises:
        RecipeError: if it has no stage, two of one name, or one that uses a later one.
    """

    name: str
    stages: tuple[Stage, ...]
    models: Models = field(default_factory=Models)
    data: Data = field(default_factory=Data)
    seed: int = 17

    def __post_init__(self) -> None:
        names = [stage.name for stage in self.stages]
        if not names:
            raise RecipeError(f"The recipe {self.name} has no stages: add [[stages]].")
        if self.data.own_words and self.stages[0].start_share:
            raise RecipeError(
                f"The first stage of {self.name} averages its weights with its start, which needs "
                "the start's vocabulary: set own_words to false or start_share to 0."
            )
        for place, stage in enumerate(self.stages):
            if stage.name in names[:place]:
                raise RecipeError(f"The recipe {self.name} has two stages named {stage.name!r}.")
            for other in (stage.start, *stage.teachers):
                if other in names[place:]:
                    raise RecipeError(
                        f"Stage {stage.name!r} cannot use {other!r}, which does not come before it."
                    )

    def cached_size(self, stage: Stage) -> int:
        """Side in pixels of what a stage caches: photos are kept at the size that is served."""
        return (stage.size or self.models.size) if stage.frozen_stages else self.models.size

    def starting_from(self, checkpoint: Path) -> Recipe:
        """The recipe with a checkpoint folder as the start of its first stage."""
        first, *others = self.stages
        return replace(self, stages=(replace(first, start=str(checkpoint)), *others))

    def taught_by(self, teachers: Sequence[Path]) -> Recipe:
        """The recipe with further teachers in its distillation stages.

        Raises:
            RecipeError: if it has no such stage.
        """
        if all(stage.objective != DISTILLATION for stage in self.stages):
            raise RecipeError(
                f"The recipe {self.name} has no distillation stage for a teacher: add one to it."
            )
        names = tuple(map(str, teachers))
        return replace(
            self,
            stages=tuple(
                replace(stage, teachers=stage.teachers + names)
                if stage.objective == DISTILLATION
                else stage
                for stage in self.stages
            ),
        )

    def with_stages(self, **values: Any) -> Recipe:
        """The recipe with values changed in every stage."""
        return replace(self, stages=tuple(replace(stage, **values) for stage in self.stages))
