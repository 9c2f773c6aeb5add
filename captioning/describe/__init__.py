"""What the models say of a photo."""
