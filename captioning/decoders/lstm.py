"""The LSTM caption decoder with attention over the image."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor, nn
from transformers import GenerationMixin, PreTrainedConfig, PreTrainedModel
from transformers.modeling_outputs import BaseModelOutput, Seq2SeqLMOutput

from captioning.decoders.attention import ImageAttention, set_dropout
from captioning.decoders.dropout import Dropout
from captioning.decoders.teacher_forcing import next_words


class LstmConfig(PreTrainedConfig):
    """Sizes of the LSTM decoder.

    Attributes:
        vocab_size: V.
        width: D of the state and of the tied embedding.
        heads: attention heads; divides the width.
        image_channels: C of the encoder's features.
        max_tokens: the most tokens T, begin and end included.
        dropout: applied to embeddings and states.
    """

    model_type = "facet_lstm"
    is_encoder_decoder: bool = True
    vocab_size: int = 10_000
    width: int = 512
    heads: int = 4
    image_channels: int = 1280
    max_tokens: int = 25
    dropout: float = 0.3
    pad_token_id: int = 0
    bos_token_id: int = 1
    eos_token_id: int = 2
    unk_token_id: int = 3
    decoder_start_token_id: int = 1
    tie_word_embeddings: bool = True
    hidden_size: int = 512  # the names generate() looks for
    num_hidden_layers: int = 2
    num_attention_heads: int = 4


class LstmState:
    """What `generate` keeps between words: the recurrent state and the projected image.

    Attributes:
        recurrent: (h, c) of the first LSTM, each (1, N, D); None before the first word.
        language: (h, c) of the second LSTM, each (1, N, D).
        image: keys and values of the image attention, each (N, H, P, D / H).
        length: words seen so far.
    """

    is_compileable = False

    def __init__(self) -> None:
        self.recurrent: tuple[Tensor, Tensor] | None = None
        self.language: tuple[Tensor, Tensor] | None = None
        self.image: tuple[Tensor, Tensor] | None = None
        self.length = 0

    def get_seq_length(self, *unused: object) -> int:
        """Words seen so far."""
        return self.length

    def keep_rows(self, rows: Tensor) -> None:
        """Goes on with these rows, (N,), of the recurrent states alone."""
        self.recurrent = tuple(part.index_select(1, rows) for part in self.recurrent)
        self.language = tuple(part.index_select(1, rows) for part in self.language)

    def reorder_cache(self, beams: Tensor) -> None:
        """Keeps the rows that beam search goes on with; `beams` is (N,) row numbers."""
        if self.recurrent is not None:
            self.keep_rows(beams)
            self.image = tuple(part.index_select(0, beams) for part in self.image)


class LstmDecoder(PreTrainedModel, GenerationMixin):
    """Captions with a recurrent state that looks at the image before each word.

    Two LSTMs with attention between them, as in Anderson et al., "Bottom-up and top-down
    attention", CVPR 2018: the first reads the words and asks, the second hears the answers and
    says the next word. The second does not feed back into the first, so that all steps of a known
    caption attend at once, which makes training as parallel as LSTMs allow.
    """

    config_class = LstmConfig
    main_input_name = "decoder_input_ids"
    _tied_weights_keys: ClassVar = {"lm_head.weight": "embed.weight"}

    def __init__(self, config: LstmConfig) -> None:
        """Builds the decoder with random weights.

        Args:
            config: its sizes.
        """
        config.num_hidden_layers, config.hidden_size = 2, config.width
        config.num_attention_heads = config.heads
        super().__init__(config)
        width, rate = config.width, config.dropout
        self.embed = nn.Embedding(config.vocab_size, width, padding_idx=config.pad_token_id)
        self.image_norm = nn.LayerNorm(config.image_channels)
        self.image_projection = nn.Linear(config.image_channels, width)
        self.start = nn.Linear(width, 4 * width)
        self.attention_lstm = nn.LSTM(width, width, batch_first=True)
        self.image_attention = ImageAttention(width, config.heads)
        self.mix = nn.Linear(2 * width, width)
        self.language_lstm = nn.LSTM(width, width, batch_first=True)
        self.norm = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, config.vocab_size, bias=False)
        self.dropout = Dropout(rate)
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)
        elif isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)

    @classmethod
    def _supports_default_dynamic_cache(cls) -> bool:
        return False  # the state is `LstmState`, not keys and values of earlier words

    def new_cache(self) -> LstmState:
        """An empty state for a search of our own."""
        return LstmState()

    def keep_beams(self, cache: LstmState, rows: Tensor) -> None:
        """Goes on with these rows, (N,); beams of one photo share its image part."""
        cache.keep_rows(rows)

    def set_dropout(self, rate: float) -> None:
        """Changes the dropout rate everywhere, for a further stage of training."""
        set_dropout(self, rate)

    def hidden(
        self,
        tokens: Tensor,
        features: Tensor,
        cache: LstmState | None = None,
        return_weights: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """States before the output layer.

        Args:
            tokens: (N, T) ids, new since the last call if there is a cache.
            features: (B, P, C); B divides N, and the N / B captions of a photo lie together.
            cache: extended in place.
            return_weights: also return the attention over the image.

        Returns:
            (N, T, D), and (N, H, T, P) or None.
        """
        state = cache if cache is not None else LstmState()
        if state.recurrent is None:
            self._begin(state, features, tokens.shape[0] // features.shape[0])
        spoken, state.recurrent = self.attention_lstm(
            self.dropout(self.embed(tokens)), state.recurrent
        )  # (N, T, D)
        state.length += tokens.shape[1]
        spoken = self.dropout(spoken)
        seen, weights = self.image_attention(spoken, *state.image, return_weights=return_weights)
        mixed = torch.tanh(self.mix(torch.cat([spoken, seen], -1))) + spoken
        told, state.language = self.language_lstm(self.dropout(mixed), state.language)
        return self.dropout(self.norm(mixed + told)), weights

    def _begin(self, state: LstmState, features: Tensor, captions: int) -> None:
        memory = self.dropout(self.image_projection(self.image_norm(features)).relu())  # (B, P, D)
        state.image = self.image_attention.project(memory)
        start = torch.tanh(self.start(memory.mean(1)))  # (B, 4 * D)
        start = start.repeat_interleave(captions, 0)[None]  # (1, N, 4 * D)
        h, c, language_h, language_c = (part.contiguous() for part in start.chunk(4, -1))
        state.recurrent, state.language = (h, c), (language_h, language_c)

    def forward(
        self,
        encoder_outputs: BaseModelOutput | tuple[Tensor] | None = None,
        decoder_input_ids: Tensor | None = None,
        labels: Tensor | None = None,
        past_key_values: LstmState | None = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        **unused: object,
    ) -> Seq2SeqLMOutput:
        """Next-word logits, and the loss if labels are given: see `next_words`.

        `generate` passes what it keeps under these names; `unused` is what it passes to every
        model besides.
        """
        if use_cache and past_key_values is None:
            past_key_values = LstmState()
        return next_words(
            self,
            encoder_outputs[0],
            decoder_input_ids,
            labels,
            past_key_values,
            output_attentions,
        )
