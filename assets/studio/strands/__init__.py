"""Chains, beads and lines of stones, and the curves they lie along."""
