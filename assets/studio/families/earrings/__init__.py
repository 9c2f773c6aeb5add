"""Earrings."""
