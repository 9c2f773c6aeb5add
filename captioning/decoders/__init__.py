"""One caption decoder in one file each, with what they share."""
