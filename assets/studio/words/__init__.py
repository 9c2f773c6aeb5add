"""True captions and labels from the attributes of a piece."""
