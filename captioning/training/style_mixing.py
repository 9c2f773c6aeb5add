"""Mixing the styles of photos from other shops, so that no shop's light or table is learnt."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import torch
from torch import Tensor

CONCENTRATION = 0.1  # of the Beta distribution of the shares, which are mostly near 0 or 1


def mixed_styles(active: Tensor, kinds: Sequence[Hashable | None], share: float) -> Tensor:
    """Activations some of which carry in part the style of another photo of their kind.

    The style is the mean and the deviation of each channel over the photo (Zhou et al., "Domain
    generalization with MixStyle", ICLR 2021). A style is light and ground, but a metal's colour
    too: kinds keep gold from lending its warmth to silver. Random numbers are PyTorch's own.

    Args:
        active: (B, c, s, s) after an early stage.
        kinds: B kinds, such as metals; a photo without one stays as it is.
        share: probability that a photo's style is mixed, 0 to 1.

    Returns:
        (B, c, s, s).
    """
    partners = _partners(kinds)  # (B,)
    mean = active.mean((2, 3), keepdim=True).detach()  # (B, c, 1, 1)
    deviation = (active.var((2, 3), keepdim=True) + 1e-6).sqrt().detach()
    own = torch.distributions.Beta(CONCENTRATION, CONCENTRATION).sample((len(kinds), 1, 1, 1))
    own = torch.where(torch.rand(len(kinds), 1, 1, 1) < share, own, 1.0).to(active)
    new_mean = torch.lerp(mean[partners], mean, own)
    new_deviation = torch.lerp(deviation[partners], deviation, own)
    return (active - mean) / deviation * new_deviation + new_mean


def _partners(kinds: Sequence[Hashable | None]) -> Tensor:
    """(B,) places: a random permutation of the photos of each kind."""
    partners = torch.arange(len(kinds))
    for kind in dict.fromkeys(kinds):
        if kind is not None:
            places = torch.tensor([place for place, one in enumerate(kinds) if one == kind])
            partners[places] = places[torch.randperm(len(places))]
    return partners
