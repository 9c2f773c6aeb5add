"""A shop's own photos."""
