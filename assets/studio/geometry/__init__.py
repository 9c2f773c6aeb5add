"""Closed meshes in numpy, and the curves, sweeps and plates they are made from."""
