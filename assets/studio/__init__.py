"""A program that makes jewelry and photographs it; see README.md in this folder."""
