"""Facet: jewelry photos described in words, and similar pieces found by those words."""
