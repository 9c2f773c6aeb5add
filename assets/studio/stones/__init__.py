"""Gem cuts, and stones of any cut and size."""
