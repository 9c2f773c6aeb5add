"""The Transformer caption decoder."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import GenerationMixin, PreTrainedConfig, PreTrainedModel
from transformers.cache_utils import DynamicCache, EncoderDecoderCache
from transformers.modeling_outputs import BaseModelOutput, Seq2SeqLMOutput

from captioning.decoders.attention import ImageAttention, merge_heads, set_dropout, split_heads
from captioning.decoders.dropout import Dropout
from captioning.decoders.teacher_forcing import next_words


class TransformerConfig(PreTrainedConfig):
    """Sizes of the Transformer decoder.

    Attributes:
        vocab_size: V.
        width: D of every layer and of the tied embedding.
        heads: attention heads; divides the width.
        feed_forward: inner width of the feed-forward parts.
        layers: decoder layers.
        image_layers: light self-attention blocks over the image positions.
        image_channels: C of the encoder's features.
        max_tokens: the most tokens T, begin and end included.
        dropout: applied after embeddings and sublayers.
    """

    model_type = "facet_transformer"
    is_encoder_decoder: bool = True
    vocab_size: int = 10_000
    width: int = 512
    heads: int = 8
    feed_forward: int = 512
    layers: int = 2
    image_layers: int = 1
    image_channels: int = 1280
    max_tokens: int = 25
    dropout: float = 0.3
    pad_token_id: int = 0
    bos_token_id: int = 1
    eos_token_id: int = 2
    unk_token_id: int = 3
    decoder_start_token_id: int = 1
    tie_word_embeddings: bool = True
    hidden_size: int = 512  # the names generate() and its cache look for
    num_hidden_layers: int = 2
    num_attention_heads: int = 8


class FeedForward(nn.Sequential):
    """Two linear maps with a GELU between, D -> feed_forward -> D."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__(
            nn.Linear(config.width, config.feed_forward),
            nn.GELU(),
            nn.Linear(config.feed_forward, config.width),
            Dropout(config.dropout),
        )


class ImageBlock(nn.Module):
    """Self-attention over the image positions, so that each knows its surroundings."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(config.width)
        self.attention = ImageAttention(config.width, config.heads)
        self.feed_norm = nn.LayerNorm(config.width)
        self.feed = FeedForward(config)

    def forward(self, x: Tensor) -> Tensor:
        """(B, P, D) -> (B, P, D)."""
        normed = self.norm(x)
        x = x + self.attention(normed, *self.attention.project(normed))[0]
        return x + self.feed(self.feed_norm(x))


class DecoderLayer(nn.Module):
    """Masked self-attention, attention over the image, feed-forward; normalised before each."""

    def __init__(self, config: TransformerConfig, index: int) -> None:
        super().__init__()
        self.index, self.heads = index, config.heads
        self.self_norm = nn.LayerNorm(config.width)
        self.self_projection = nn.Linear(config.width, 3 * config.width)
        self.self_out = nn.Linear(config.width, config.width)
        self.image_norm = nn.LayerNorm(config.width)
        self.image_attention = ImageAttention(config.width, config.heads)
        self.feed_norm = nn.LayerNorm(config.width)
        self.feed = FeedForward(config)
        self.dropout = Dropout(config.dropout)

    def forward(
        self,
        x: Tensor,
        keys: Tensor,
        values: Tensor,
        cache: EncoderDecoderCache | None,
        return_weights: bool,
    ) -> tuple[Tensor, Tensor | None]:
        """One layer.

        Args:
            x: (N, T, D), the tokens that are new since the last call.
            keys: (B, H, P, D / H) of this layer's image attention; B divides N.
            values: (B, H, P, D / H).
            cache: keys and values of earlier tokens, extended in place; None for none.
            return_weights: also return the attention over the image.

        Returns:
            (N, T, D), and (N, H, T, P) or None.
        """
        x = x + self.dropout(self._attend_to_past(self.self_norm(x), cache))
        seen, weights = self.image_attention(
            self.image_norm(x), keys, values, return_weights=return_weights
        )
        x = x + self.dropout(seen)
        return x + self.feed(self.feed_norm(x)), weights

    def _attend_to_past(self, x: Tensor, cache: EncoderDecoderCache | None) -> Tensor:
        q, k, v = (split_heads(part, self.heads) for part in self.self_projection(x).chunk(3, -1))
        if cache is not None:
            k, v = cache.self_attention_cache.update(k, v, self.index)
        new, total = q.shape[2], k.shape[2]
        mask = torch.ones(new, total, dtype=torch.bool, device=x.device).tril(total - new)
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.self_out(merge_heads(mixed))


class TransformerDecoder(PreTrainedModel, GenerationMixin):
    """Captions from encoder features with a Transformer (Vaswani et al., NeurIPS 2017)."""

    config_class = TransformerConfig
    main_input_name = "decoder_input_ids"
    _tied_weights_keys: ClassVar = {"lm_head.weight": "embed.weight"}

    def __init__(self, config: TransformerConfig) -> None:
        """Builds the decoder with random weights.

        Args:
            config: its sizes.
        """
        config.num_hidden_layers, config.hidden_size = config.layers, config.width
        config.num_attention_heads = config.heads
        super().__init__(config)
        self.embed = nn.Embedding(config.vocab_size, config.width, padding_idx=config.pad_token_id)
        self.positions = nn.Embedding(config.max_tokens, config.width)
        self.image_norm = nn.LayerNorm(config.image_channels)
        self.image_projection = nn.Linear(config.image_channels, config.width)
        self.image_blocks = nn.ModuleList(ImageBlock(config) for _ in range(config.image_layers))
        self.memory_norm = nn.LayerNorm(config.width)
        self.layers = nn.ModuleList(DecoderLayer(config, i) for i in range(config.layers))
        self.norm = nn.LayerNorm(config.width)
        self.lm_head = nn.Linear(config.width, config.vocab_size, bias=False)
        self.dropout = Dropout(config.dropout)
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)
            if getattr(module, "bias", None) is not None:
                nn.init.zeros_(module.bias)

    def remember(self, features: Tensor) -> Tensor:
        """The image part of the model: (B, P, C) encoder features -> (B, P, D) memory."""
        x = self.dropout(self.image_projection(self.image_norm(features)).relu())
        for block in self.image_blocks:
            x = block(x)
        return self.memory_norm(x)

    def new_cache(self) -> EncoderDecoderCache:
        """An empty cache for a search of our own."""
        return EncoderDecoderCache(DynamicCache(), DynamicCache())

    def keep_beams(self, cache: EncoderDecoderCache, rows: Tensor) -> None:
        """Goes on with these rows, (N,); beams of one photo share its image part."""
        cache.self_attention_cache.reorder_cache(rows)

    def set_dropout(self, rate: float) -> None:
        """Changes the dropout rate everywhere, for a further stage of training."""
        set_dropout(self, rate)

    def hidden(
        self,
        tokens: Tensor,
        features: Tensor,
        cache: EncoderDecoderCache | None = None,
        return_weights: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """States before the output layer.

        Args:
            tokens: (N, T) ids, new since the last call if there is a cache.
            features: (B, P, C); B divides N, and the N / B captions of a photo lie together.
            cache: extended in place.
            return_weights: also return the last layer's attention over the image.

        Returns:
            (N, T, D), and (N, H, T, P) or None.
        """
        past = cache.get_seq_length() if cache is not None else 0
        places = torch.arange(past, past + tokens.shape[1], device=tokens.device)
        x = self.dropout(self.embed(tokens) + self.positions(places))
        weights = None
        for layer, (keys, values) in zip(
            self.layers, self._image_keys(features, cache), strict=True
        ):
            x, weights = layer(x, keys, values, cache, return_weights)
        return self.norm(x), weights

    def _image_keys(
        self, features: Tensor, cache: EncoderDecoderCache | None
    ) -> list[tuple[Tensor, Tensor]]:
        if cache is not None and cache.is_updated.get(0):
            stored = cache.cross_attention_cache.layers
            return [(stored[i].keys, stored[i].values) for i in range(len(self.layers))]
        memory = self.remember(features)
        pairs = [layer.image_attention.project(memory) for layer in self.layers]
        if cache is not None:
            for index, (keys, values) in enumerate(pairs):
                cache.cross_attention_cache.update(keys, values, index)
                cache.is_updated[index] = True
        return pairs

    def forward(
        self,
        encoder_outputs: BaseModelOutput | tuple[Tensor] | None = None,
        decoder_input_ids: Tensor | None = None,
        labels: Tensor | None = None,
        past_key_values: EncoderDecoderCache | None = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        **unused: object,
    ) -> Seq2SeqLMOutput:
        """Next-word logits, and the loss if labels are given: see `next_words`.

        `generate` passes what it keeps under these names; `unused` is what it passes to every
        model besides.
        """
        return next_words(
            self,
            encoder_outputs[0],
            decoder_input_ids,
            labels,
            past_key_values,
            output_attentions,
        )
