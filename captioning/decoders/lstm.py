"""The LSTM caption decoder with attention over the image."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from captioning.decoders.attention import ImageAttention
from captioning.decoders.base import CaptionDecoder, DecoderCache, DecoderConfig, Pair, pair_rows


class LstmConfig(DecoderConfig):
    """Sizes of the LSTM decoder: those that every decoder has."""

    model_type = "facet_lstm"
    heads: int = 4
    num_attention_heads: int = 4


class LstmState(DecoderCache):
    """The recurrent states and the projected image.

    Attributes:
        attention: (h, c) of the first LSTM, each (1, N, D); None before the first word.
        language: (h, c) of the second LSTM.
    """

    def __init__(self) -> None:
        super().__init__()
        self.attention: Pair | None = None
        self.language: Pair | None = None

    def keep_rows(self, rows: Tensor) -> None:
        """Keeps these rows, (N,), of the recurrent states."""
        if self.attention is not None and self.language is not None:
            self.attention = pair_rows(self.attention, rows, axis=1)
            self.language = pair_rows(self.language, rows, axis=1)


class LstmDecoder(CaptionDecoder):
    """Captions with a recurrent state that looks at the image before each word.

    Two LSTMs with attention between them, as in Anderson et al., "Bottom-up and top-down
    attention", CVPR 2018: the first reads the words and makes the attention's query, the second
    reads what was attended to and predicts the next word. The second does not feed back into the
    first, so that all steps of a known caption attend at once and training stays parallel.
    """

    config_class = LstmConfig
    about = "carries its earlier words in a state of fixed size, word by word"

    def __init__(self, config: LstmConfig) -> None:
        """Builds the decoder with random weights.

        Args:
            config: its sizes.
        """
        config.num_hidden_layers = 2
        super().__init__(config)
        width = config.width
        self.start = nn.Linear(width, 4 * width)
        self.attention_lstm = nn.LSTM(width, width, batch_first=True)
        self.image_attention = ImageAttention(width, config.heads)
        self.mix = nn.Linear(2 * width, width)
        self.language_lstm = nn.LSTM(width, width, batch_first=True)
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)

    def new_cache(self) -> LstmState:
        """A state before the first word."""
        return LstmState()

    def hidden(
        self,
        tokens: Tensor,
        features: Tensor,
        cache: LstmState | None = None,
        return_weights: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """States before the output layer: see `CaptionDecoder.hidden`."""
        state = LstmState() if cache is None else cache
        if not state.image:
            self.begin(state, features, tokens.shape[0] // features.shape[0])
        query, state.attention = self.attention_lstm(
            self.dropout(self.embed(tokens)), state.attention
        )  # (N, T, D)
        state.length += tokens.shape[1]
        query = self.dropout(query)
        seen, weights = self.image_attention(query, *state.image[0], return_weights=return_weights)
        mixed = torch.tanh(self.mix(torch.cat([query, seen], -1))) + query
        states, state.language = self.language_lstm(self.dropout(mixed), state.language)
        return self.dropout(self.norm(mixed + states)), weights

    def begin(self, cache: LstmState, features: Tensor, captions: int = 1) -> None:
        """States from the mean of the image: see `CaptionDecoder.begin`."""
        memory = self.image_memory(features)
        cache.image = [self.image_attention.project(memory)]
        start = torch.tanh(self.start(memory.mean(1)))  # (B, 4 * D)
        start = start.repeat_interleave(captions, 0)[None]  # (1, N, 4 * D)
        h, c, language_h, language_c = (part.contiguous() for part in start.chunk(4, -1))
        cache.attention, cache.language = (h, c), (language_h, language_c)
