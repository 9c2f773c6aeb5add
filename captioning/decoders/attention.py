"""Attention of caption tokens over image positions, shared by the decoders."""

from __future__ import annotations

import math

from torch import Tensor, nn
from torch.nn import functional


def split_heads(x: Tensor, heads: int) -> Tensor:
    """(B, T, D) -> (B, H, T, D / H)."""
    batch, length, width = x.shape
    return x.view(batch, length, heads, width // heads).transpose(1, 2)


def merge_heads(x: Tensor) -> Tensor:
    """(B, H, T, D / H) -> (B, T, D)."""
    batch, heads, length, part = x.shape
    return x.transpose(1, 2).reshape(batch, length, heads * part)


class ImageAttention(nn.Module):
    """Multi-head attention whose keys and values are image positions.

    Vaswani et al., "Attention is all you need", NeurIPS 2017. Several captions of one photo attend
    to the same keys: they are laid end to end along the query axis, so that the keys exist once.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def project(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values of the image part, computed once a photo.

        Args:
            memory: (B, P, D).

        Returns:
            Two of (B, H, P, D / H).
        """
        keys = split_heads(self.key(memory), self.heads)
        return keys, split_heads(self.value(memory), self.heads)

    def forward(
        self, x: Tensor, keys: Tensor, values: Tensor, *, return_weights: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """Attends over the image.

        Args:
            x: (B * K, T, D), the K captions of a photo one after another.
            keys: (B, H, P, D / H).
            values: (B, H, P, D / H).
            return_weights: compute the attention maps as well, which the fused kernel cannot.

        Returns:
            (B * K, T, D), and (B * K, H, T, P) or None.
        """
        rows, length, width = x.shape
        batch = keys.shape[0]
        q = self.query(x).view(batch, -1, width)  # (B, K * T, D)
        q = split_heads(q, self.heads)  # (B, H, K * T, D / H)
        if not return_weights:
            mixed = functional.scaled_dot_product_attention(q, keys, values)
            return self.out(merge_heads(mixed).view(rows, length, width)), None
        weights = (q @ keys.transpose(2, 3) / math.sqrt(q.shape[-1])).softmax(-1)
        mixed = merge_heads(weights @ values).view(rows, length, width)
        weights = weights.view(batch, self.heads, -1, length, keys.shape[2]).transpose(1, 2)
        return self.out(mixed), weights.reshape(rows, self.heads, length, -1)
