"""A third decoder, whole: a recurrent state over words and the mean of the image."""

import torch
from torch import Tensor, nn

from captioning.decoders.attention import ImageAttention
from captioning.decoders.base import CaptionDecoder, DecoderCache, DecoderConfig


class GruConfig(DecoderConfig):
    """Sizes of the GRU decoder: those that every decoder has."""

    model_type = "facet_gru"
    heads: int = 2


class GruState(DecoderCache):
    """The recurrent state (1, N, D) and the projected image."""

    def __init__(self) -> None:
        super().__init__()
        self.state: Tensor | None = None

    def keep_rows(self, rows: Tensor) -> None:
        """Keeps these rows, (N,), of the state."""
        if self.state is not None:
            self.state = self.state.index_select(1, rows)


class GruDecoder(CaptionDecoder):
    """A GRU that starts from the mean of the image and attends to it after each word."""

    config_class = GruConfig
    about = "carries its words along in one small state"

    def __init__(self, config: GruConfig) -> None:
        """Builds the decoder with random weights."""
        super().__init__(config)
        self.gru = nn.GRU(config.width, config.width, batch_first=True)
        self.image_attention = ImageAttention(config.width, config.heads)
        self.post_init()

    def new_cache(self) -> GruState:
        """A state before the first word."""
        return GruState()

    def hidden(
        self,
        tokens: Tensor,
        features: Tensor,
        cache: GruState | None = None,
        return_weights: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """States before the output layer: see `CaptionDecoder.hidden`."""
        state = GruState() if cache is None else cache
        if not state.image:
            self.begin(state, features, tokens.shape[0] // features.shape[0])
        heard, state.state = self.gru(self.dropout(self.embed(tokens)), state.state)  # (N, T, D)
        state.length += tokens.shape[1]
        seen, weights = self.image_attention(heard, *state.image[0], return_weights=return_weights)
        return self.norm(heard + seen), weights

    def begin(self, cache: GruState, features: Tensor, captions: int = 1) -> None:
        """The state from the mean of the image: see `CaptionDecoder.begin`."""
        memory = self.image_memory(features)  # (B, P, D)
        cache.image = [self.image_attention.project(memory)]
        cache.state = torch.tanh(memory.mean(1)).repeat_interleave(captions, 0)[None]
