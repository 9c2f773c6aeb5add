"""The Transformer caption decoder."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional

from captioning.decoders.attention import ImageAttention, merge_heads, split_heads
from captioning.decoders.base import CaptionDecoder, DecoderCache, DecoderConfig, Pair, pair_rows
from captioning.decoders.dropout import Dropout


class TransformerConfig(DecoderConfig):
    """Sizes of the Transformer decoder, those that every decoder has and its own.

    Attributes:
        feed_forward: inner width of the feed-forward parts.
        layers: decoder layers.
        image_layers: light self-attention blocks over the image positions.
    """

    model_type = "facet_transformer"
    feed_forward: int = 512
    layers: int = 2
    image_layers: int = 1


class TransformerCache(DecoderCache):
    """Keys and values of the words so far, and of the image.

    Attributes:
        words: keys and values (N, H, T, D / H) of each layer; T is 0 before the first word.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[int, Pair] = {}

    def extend(self, layer: int, keys: Tensor, values: Tensor) -> Pair:
        """Adds keys and values of new words; returns those of all words."""
        past_keys, past_values = self.words[layer]
        keys, values = torch.cat([past_keys, keys], 2), torch.cat([past_values, values], 2)
        self.words[layer] = keys, values
        return keys, values

    def keep_rows(self, rows: Tensor) -> None:
        """Keeps these rows, (N,), of the words' keys and values."""
        self.words = {layer: pair_rows(pair, rows) for layer, pair in self.words.items()}


class FeedForward(nn.Sequential):
    """Two linear maps with a GELU between them, D -> feed_forward -> D."""

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
        cache: TransformerCache | None,
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

    def _attend_to_past(self, x: Tensor, cache: TransformerCache | None) -> Tensor:
        q, k, v = (split_heads(part, self.heads) for part in self.self_projection(x).chunk(3, -1))
        if cache is not None:
            k, v = cache.extend(self.index, k, v)
        new, total = q.shape[2], k.shape[2]
        mask = None  # a single new word sees all of them
        if new > 1:
            mask = torch.ones(new, total, dtype=torch.bool, device=x.device).tril(total - new)
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.self_out(merge_heads(mixed))


class TransformerDecoder(CaptionDecoder):
    """Captions from encoder features with a Transformer (Vaswani et al., NeurIPS 2017)."""

    config_class = TransformerConfig
    about = "sees all its earlier words at once"

    def __init__(self, config: TransformerConfig) -> None:
        """Builds the decoder with random weights.

        Args:
            config: its sizes.
        """
        config.num_hidden_layers = config.layers
        super().__init__(config)
        self.positions = nn.Embedding(config.max_tokens, config.width)
        self.image_blocks = nn.ModuleList(ImageBlock(config) for _ in range(config.image_layers))
        self.memory_norm = nn.LayerNorm(config.width)
        self.layers = nn.ModuleList(DecoderLayer(config, i) for i in range(config.layers))
        self.post_init()

    def new_cache(self) -> TransformerCache:
        """Keys and values of no words yet."""
        return TransformerCache()

    def image_memory(self, features: Tensor) -> Tensor:
        """(B, P, C) encoder features -> (B, P, D), each position aware of the others."""
        x = super().image_memory(features)
        for block in self.image_blocks:
            x = block(x)
        return self.memory_norm(x)

    def hidden(
        self,
        tokens: Tensor,
        features: Tensor,
        cache: TransformerCache | None = None,
        return_weights: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """States before the output layer, with the last layer's attention over the image: see
        `CaptionDecoder.hidden`."""
        state = TransformerCache() if cache is None else cache
        if not state.image:
            self.begin(state, features, tokens.shape[0] // features.shape[0])
        places = state.length + torch.arange(tokens.shape[1], device=tokens.device)
        x = self.dropout(self.embed(tokens) + self.positions(places))
        weights = None
        for layer, (keys, values) in zip(self.layers, state.image, strict=True):
            x, weights = layer(x, keys, values, cache, return_weights)
        state.length += tokens.shape[1]
        return self.norm(x), weights

    def begin(self, cache: TransformerCache, features: Tensor, captions: int = 1) -> None:
        """No words, and the image's keys and values for each layer: see `CaptionDecoder.begin`."""
        memory = self.image_memory(features)
        cache.image = [attention.project(memory) for attention in self._image_attentions()]
        heads, width = self.config.heads, self.config.width // self.config.heads
        none = features.new_zeros(features.shape[0] * captions, heads, 0, width)
        cache.words = dict.fromkeys(range(len(self.layers)), (none, none))

    def _image_attentions(self) -> Iterator[ImageAttention]:
        for layer in self.layers:
            assert isinstance(layer, DecoderLayer)
            yield layer.image_attention
