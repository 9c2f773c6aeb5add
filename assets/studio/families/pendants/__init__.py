"""Pendants."""
