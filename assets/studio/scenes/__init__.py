"""Floors, light, cameras and props."""
