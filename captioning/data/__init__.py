"""Captioned photos on disk: Flickr8k in its official layout, and image folders."""

from captioning.data.attributes import Attributes
from captioning.data.dataset import DatasetError, Example, fingerprint, read_dataset

__all__ = ["Attributes", "DatasetError", "Example", "fingerprint", "read_dataset"]
