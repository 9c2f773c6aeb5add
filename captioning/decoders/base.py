"""What every caption decoder has: its sizes, its ends, and the contract between them."""

from __future__ import annotations

from typing import Any, ClassVar

from torch import Tensor, nn
from torch.nn import functional
from transformers import GenerationMixin, PreTrainedConfig, PreTrainedModel
from transformers.modeling_outputs import BaseModelOutput, Seq2SeqLMOutput

from captioning.decoders.dropout import Dropout


class DecoderConfig(PreTrainedConfig):
    """Sizes that every decoder has; each adds its own and a `model_type`.

    Attributes:
        vocab_size: V.
        width: D of the states and of the tied embedding.
        heads: attention heads; divides the width.
        image_channels: C of the encoder's features.
        max_tokens: the most tokens T, begin and end included.
        dropout: rate of every `Dropout` in the decoder.
        complete_token_id: begins captions of the level "complete"; the begin token where the
            vocabulary has no levels.
    """

    is_encoder_decoder: bool = True
    vocab_size: int = 10_000
    width: int = 512
    heads: int = 8
    image_channels: int = 1280
    max_tokens: int = 25
    dropout: float = 0.3
    pad_token_id: int = 0
    bos_token_id: int = 1
    eos_token_id: int = 2
    unk_token_id: int = 3
    decoder_start_token_id: int = 1
    complete_token_id: int = 1
    tie_word_embeddings: bool = True
    hidden_size: int = 512  # the names generate() and its cache look for
    num_hidden_layers: int = 2
    num_attention_heads: int = 8


Pair = tuple[Tensor, Tensor]


def pair_rows(pair: Pair, rows: Tensor, axis: int = 0) -> Pair:
    """The rows (N,) of two tensors along an axis."""
    return pair[0].index_select(axis, rows), pair[1].index_select(axis, rows)


class DecoderCache:
    """What a decoder keeps between words, for the N captions of a search.

    A subclass adds its states of the words so far and defines `keep_rows`.

    Attributes:
        length: words seen so far.
        image: keys and values (B, H, P, D / H) of the image, a pair for each attention; empty
            before the first word.
    """

    is_compileable = False

    def __init__(self) -> None:
        self.length = 0
        self.image: list[Pair] = []

    def keep_rows(self, rows: Tensor) -> None:
        """Keeps these rows, (N,), of all but the image part."""
        raise NotImplementedError(f"{type(self).__name__} must define keep_rows().")

    def get_seq_length(self, *unused: object) -> int:
        """Words seen so far, as `generate` asks for them."""
        return self.length

    def reorder_cache(self, beam_idx: Tensor) -> None:
        """Keeps these rows, (N,), of everything: `generate` repeats the image for each beam."""
        self.keep_rows(beam_idx)
        self.image = [pair_rows(pair, beam_idx) for pair in self.image]


class CaptionDecoder(PreTrainedModel, GenerationMixin):
    """A decoder of captions from encoder features.

    A decoder is a file with a config class and a subclass of this one, and a row in
    `registry.py`. The subclass sets `config_class`, builds its own parts after
    `super().__init__(config)`, calls `post_init()`, and defines `hidden`, `begin` and `new_cache`.
    It reads `embed` and `image_memory`, and drops out by `dropout` or other `Dropout` modules, so
    that `set_dropout` reaches them all.

    Attributes:
        about: how it works, in a sentence without a subject, for people who compare models.
        embed: (V, D) embedding of words; the output layer `lm_head` has the same weights.
        norm: for the states before the output layer.
        dropout: at the config's rate.
    """

    config_class = DecoderConfig
    main_input_name = "decoder_input_ids"
    _tied_weights_keys = {"lm_head.weight": "embed.weight"}  # noqa: RUF012 (as transformers has it)
    about: ClassVar[str] = ""

    def __init__(self, config: DecoderConfig) -> None:
        """Builds the shared parts with random weights.

        Args:
            config: sizes of the decoder.
        """
        config.hidden_size, config.num_attention_heads = config.width, config.heads
        super().__init__(config)
        self.embed = nn.Embedding(config.vocab_size, config.width, padding_idx=config.pad_token_id)
        self.image_norm = nn.LayerNorm(config.image_channels)
        self.image_projection = nn.Linear(config.image_channels, config.width)
        self.norm = nn.LayerNorm(config.width)
        self.lm_head = nn.Linear(config.width, config.vocab_size, bias=False)
        self.dropout = Dropout(config.dropout)

    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)

    @classmethod
    def _supports_default_dynamic_cache(cls) -> bool:
        return False  # `generate` then leaves it to `forward` to call `new_cache`

    def hidden(
        self,
        tokens: Tensor,
        features: Tensor,
        cache: Any = None,
        return_weights: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """States before the output layer.

        Args:
            tokens: (N, T) ids, new since the last call if there is a cache.
            features: (B, P, C); B divides N, and the N / B captions of a photo lie together.
            cache: what `new_cache` gave, extended in place; None for none.
            return_weights: also return the last attention over the image.

        Returns:
            (N, T, D), and (N, H, T, P) or None.
        """
        raise NotImplementedError(f"{type(self).__name__} must define hidden().")

    def new_cache(self) -> DecoderCache:
        """An empty cache."""
        raise NotImplementedError(f"{type(self).__name__} must define new_cache().")

    def begin(self, cache: Any, features: Tensor, captions: int = 1) -> None:
        """Fills an empty cache with the image part and the states before the first word.

        `hidden` calls it. Whatever is computed once a photo belongs here, for an exported decoder
        runs it apart from the words.

        Args:
            cache: what `new_cache` gave.
            features: (B, P, C).
            captions: N / B, those of each photo.
        """
        raise NotImplementedError(f"{type(self).__name__} must define begin().")

    def keep_beams(self, cache: DecoderCache, rows: Tensor) -> None:
        """Keeps these rows, (N,), of a cache; beams of one photo share its image part."""
        cache.keep_rows(rows)

    def image_memory(self, features: Tensor) -> Tensor:
        """(B, P, C) encoder features -> (B, P, D), what the decoder attends to."""
        return self.dropout(self.image_projection(self.image_norm(features)).relu())

    def set_dropout(self, rate: float) -> None:
        """Changes the dropout rate everywhere, for another stage of training."""
        self.config.dropout = rate
        for module in self.modules():
            if isinstance(module, Dropout):
                module.p = rate

    def forward(
        self,
        encoder_outputs: BaseModelOutput | tuple[Tensor],
        decoder_input_ids: Tensor | None = None,
        labels: Tensor | None = None,
        past_key_values: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        **unused: Any,
    ) -> Seq2SeqLMOutput:
        """One pass over known tokens (teacher forcing), or over the next one of `generate`.

        Args:
            encoder_outputs: features (B, P, C) in its first place.
            decoder_input_ids: (N, T) ids that begin with the begin token; B divides N. Left out,
                they are the labels shifted right.
            labels: (N, T) ids to predict, -100 where there is none; for the loss.
            past_key_values: the decoder's cache, extended in place.
            use_cache: make a cache if none is given.
            output_attentions: also return the last attention over the image.
            unused: what else `generate` passes to every model.

        Returns:
            Logits (N, T, V), the mean cross-entropy in nats over the labels, the cache, and the
            attention (N, H, T, P).
        """
        if decoder_input_ids is None:
            if labels is None:
                raise ValueError("A decoder needs decoder_input_ids or labels.")
            decoder_input_ids = self.shift_right(labels)
        if use_cache and past_key_values is None:
            past_key_values = self.new_cache()
        states, weights = self.hidden(
            decoder_input_ids, encoder_outputs[0], past_key_values, output_attentions
        )
        logits = self.lm_head(states)  # (N, T, V)
        return Seq2SeqLMOutput(
            loss=None if labels is None else functional.cross_entropy(logits.mT, labels),
            logits=logits,
            past_key_values=past_key_values,
            cross_attentions=None if weights is None else (weights,),
        )

    def shift_right(self, labels: Tensor) -> Tensor:
        """Input for teacher forcing: the begin token, then the labels but the last.

        Args:
            labels: (N, T), -100 where there is none.

        Returns:
            (N, T) ids.
        """
        shifted = labels.roll(1, dims=1)
        shifted = shifted.masked_fill(shifted == -100, self.config.pad_token_id)
        shifted[:, 0] = self.config.decoder_start_token_id
        return shifted
