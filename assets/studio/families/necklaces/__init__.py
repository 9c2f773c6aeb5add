"""Necklaces."""
