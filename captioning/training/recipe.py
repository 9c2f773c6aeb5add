"""A recipe: how the decoders, and perhaps the encoder, are trained, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass, replace

from captioning.decoders import registry

ALL_STAGES = 7  # of an EfficientNet; only the last convolution comes after them


class RecipeError(ValueError):
    """A recipe cannot be followed; says which value is wrong."""


@dataclass(frozen=True)
class Branch:
    """A way along which decoders train on, with the captions that people wrote and no teacher.

    Attributes:
        share: of the weights at its end in the mean of all branches and what was before them.
        epochs: by cross-entropy.
        rate: highest learning rate of these.
        dropout: rate in the decoders that learn in them.
        kept: share of the weights before these epochs in what goes on after them.
        reward_epochs: self-critical epochs after that.
        reward_rate: highest learning rate of these.
        reward_cross_entropy: weight of the cross-entropy in them.
        reward_labelled_share: share of the photos with labels that one of them visits.
    """

    share: float
    epochs: int = 0
    rate: float = 1e-4
    dropout: float = 0.2
    kept: float = 0.0
    reward_epochs: int = 0
    reward_rate: float = 5e-5
    reward_cross_entropy: float = 1.0
    reward_labelled_share: float = 1.0


@dataclass(frozen=True)
class Recipe:
    """How the decoders, and perhaps the encoder, are trained.

    Attributes:
        name: names the run's folder.
        architecture: the trunk, as timm calls it.
        size: side of the square input in pixels while training.
        serving_size: side of the input that the checkpoint asks for; 0 for the training size.
        margin: plain ground left around a piece, as a share of its longer side; 0 shows the models
            whole photos.
        frozen_stages: stages of the trunk that stay as they are; their activations are cached.
            7 freezes the whole encoder; with 0 each visit to a photo makes another view of it.
        width: D of the decoders.
        feed_forward: inner width of feed-forward parts, in the decoders that have them.
        layers: decoder layers, in the decoders that have a number of them.
        dropout: rate in the decoders.
        word_dropout: share of a caption's words that the decoders do not hear while they learn
            the next ones, so that they look at the photo instead.
        vocabulary: the most entries V.
        minimum_count: words seen less often are unknown words.
        photos: photos a batch.
        captions: the most written captions of a photo in one epoch; photos with more take turns.
        learners: the decoders that learn, "both" for all or one by name; the others stay.
        epochs: the most epochs.
        patience: epochs without a better validation loss after which a decoder stops; 0 never.
        decoder_rate: highest learning rate of the decoders.
        encoder_rate: highest learning rate of the encoder's free stages.
        warmup: share of all steps over which the rates rise from 0.
        decay: "none" keeps the rates after the warm-up, "cosine" lets them fall to 1 %.
        weight_decay: of AdamW; 0 is plain Adam.
        label_smoothing: share of the target spread over the vocabulary.
        jewelry_repeats: visits to each jewelry photo in an epoch, over which its captions are
            dealt by length; Flickr8k photos get one.
        scene_share: share of the photos without labels that an epoch visits, others each time.
        labelled_share: the same of those with labels, photos of jewelry and renders.
        views: cached views of a jewelry photo, itself and augmented ones, if stages are frozen.
        scene_views: the same of a photo without labels.
        teacher_share: how much of the target is what the models given as teachers expect, if any
            are.
        teacher_captions: captions that teachers draw of each photo at a visit, learnt beside the
            written ones.
        attribute_weight: weight of the auxiliary loss on type, metal, stones and motif.
        label_captions: captions made from a jewelry photo's labels in one epoch.
        label_caption_weight: their weight against captions that people wrote.
        render_captions: captions of a render learnt in one epoch. Renders are a data set without a
            "dev" split; each is visited once an epoch.
        render_weight: their weight against captions that people wrote.
        reward_epochs: epochs of the self-critical stage at the end, with the encoder frozen; 0 for
            none.
        reward_rate: highest learning rate of that stage.
        reward_samples: captions drawn for each photo.
        reward_attributes: worth of a labelled attribute that is said, in units of CIDEr; stones
            count twice.
        reward_cross_entropy: weight of the cross-entropy beside the reward.
        reward_labelled_share: share of the photos with labels that an epoch of it visits.
        taught_epochs: epochs of a stage in which the models learn what they said and expected
            before it, and before the self-critical stage; 0 for none.
        taught_rate: highest learning rate of that stage.
        taught_encoder_rate: highest learning rate of the encoder's free stages in it.
        taught_reward_epochs: epochs of a self-critical stage after it, with the teachers'
            expectations beside the reward; 0 for none.
        taught_reward_rate: highest learning rate of that stage.
        taught_reward_cross_entropy: weight of the cross-entropy in it.
        taught_reward_labelled_share: share of the photos with labels that an epoch of it visits.
        branches: ways along which some decoders train on at the end, the encoder as it is; the
            mean of the weights at their ends and before them is what comes out.
        branch_count: how many of these are followed, from the first; 0 for none.
        branch_learners: the decoders that train on along them.
        seed: of everything random.

    Raises:
        RecipeError: if there is no decoder of a name, fewer branches than are to be followed,
            or their shares exceed 1.
    """

    name: str
    architecture: str = "tf_efficientnet_lite0"
    size: int = 299
    serving_size: int = 0
    margin: float = 0.0
    frozen_stages: int = 7
    width: int = 512
    feed_forward: int = 512
    layers: int = 1
    dropout: float = 0.3
    word_dropout: float = 0.0
    vocabulary: int = 10_000
    minimum_count: int = 1
    photos: int = 64
    captions: int = 5
    learners: str = "both"
    epochs: int = 30
    patience: int = 3
    decoder_rate: float = 1e-4
    encoder_rate: float = 0.0
    warmup: float = 1 / 15
    decay: str = "none"
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    jewelry_repeats: int = 1
    scene_share: float = 1.0
    labelled_share: float = 1.0
    views: int = 1
    scene_views: int = 1
    teacher_share: float = 0.5
    teacher_captions: int = 0
    attribute_weight: float = 0.0
    label_captions: int = 0
    label_caption_weight: float = 0.0
    render_captions: int = 2
    render_weight: float = 0.5
    reward_epochs: int = 0
    reward_rate: float = 1e-4
    reward_samples: int = 5
    reward_attributes: float = 0.5
    reward_cross_entropy: float = 0.2
    reward_labelled_share: float = 1.0
    taught_epochs: int = 0
    taught_rate: float = 3e-4
    taught_encoder_rate: float = 0.0
    taught_reward_epochs: int = 0
    taught_reward_rate: float = 1e-4
    taught_reward_cross_entropy: float = 0.2
    taught_reward_labelled_share: float = 1.0
    branches: tuple[Branch, ...] = ()
    branch_count: int = 0
    branch_learners: str = "both"
    seed: int = 17

    def __post_init__(self) -> None:
        for name in (self.learners, self.branch_learners):
            choices = (registry.TOGETHER, *registry.names())
            if name not in choices:
                raise RecipeError(f"There is no decoder {name!r}; choose {', '.join(choices)}.")
        if not 0 <= self.branch_count <= len(self.branches):
            raise RecipeError(
                f"There are {len(self.branches)} branches: {self.branch_count} cannot be followed."
            )
        if (total := sum(branch.share for branch in self.followed)) > 1:
            raise RecipeError(f"The shares of the branches add up to {total:g}; give at most 1.")

    @property
    def learning(self) -> tuple[str, ...]:
        """Names of the decoders that learn."""
        return registry.names() if self.learners == registry.TOGETHER else (self.learners,)

    @property
    def followed(self) -> tuple[Branch, ...]:
        """The branches that are followed."""
        return self.branches[: self.branch_count]

    @property
    def cached_size(self) -> int:
        """Side in pixels of what is cached: photos are kept as they will be served."""
        return self.size if self.frozen_stages else self.serving_size or self.size

    def rewarded(self) -> Recipe:
        """The self-critical stage, with the whole encoder frozen."""
        return replace(
            self,
            name=f"{self.name}-reward",
            encoder_rate=0.0,
            attribute_weight=0.0,
            epochs=self.reward_epochs,
            decoder_rate=self.reward_rate,
            dropout=0.1,
            captions=2,
            teacher_captions=0,  # the models draw their own
            jewelry_repeats=1,
            labelled_share=self.reward_labelled_share,
        )

    def taught(self) -> Recipe:
        """The stage under teachers: of the encoder the last convolution at most learns, and little,
        so that a few cached views serve learners and teachers alike."""
        return replace(
            self,
            name=f"{self.name}-taught",
            size=self.serving_size or self.size,
            serving_size=0,
            frozen_stages=self.frozen_stages or ALL_STAGES,
            views=3,
            scene_views=1,
            epochs=self.taught_epochs,
            decoder_rate=self.taught_rate,
            encoder_rate=self.taught_encoder_rate,
            dropout=0.1,
            jewelry_repeats=1,
            reward_epochs=self.taught_reward_epochs,
            reward_rate=self.taught_reward_rate,
            reward_cross_entropy=self.taught_reward_cross_entropy,
            reward_labelled_share=self.taught_reward_labelled_share,
            taught_epochs=0,
            taught_reward_epochs=0,
        )

    def along(self, number: int) -> tuple[Recipe, Recipe]:
        """The cross-entropy and then the self-critical stage of a branch, counted from 1."""
        branch = self.branches[number - 1]
        plain = replace(
            self,
            name=f"{self.name}-branch{number}",
            size=self.serving_size or self.size,
            serving_size=0,
            frozen_stages=self.frozen_stages or ALL_STAGES,
            learners=self.branch_learners,
            epochs=branch.epochs,
            decoder_rate=branch.rate,
            encoder_rate=0.0,
            dropout=branch.dropout,
            jewelry_repeats=1,
            reward_epochs=0,
            taught_epochs=0,
            branch_count=0,
        )
        rewarded = replace(
            plain,
            name=f"{plain.name}-rewarded",
            epochs=0,
            reward_epochs=branch.reward_epochs,
            reward_rate=branch.reward_rate,
            reward_cross_entropy=branch.reward_cross_entropy,
            reward_labelled_share=branch.reward_labelled_share,
        )
        return plain, rewarded
