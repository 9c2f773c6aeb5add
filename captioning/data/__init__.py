"""Captioned photos on disk: Flickr8k in its official layout, and image folders."""

from captioning.data.dataset import (
    DatasetError,
    Example,
    Labels,
    fingerprint,
    read_dataset,
)

__all__ = ["DatasetError", "Example", "Labels", "fingerprint", "read_dataset"]
