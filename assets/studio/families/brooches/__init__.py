"""Brooches."""
