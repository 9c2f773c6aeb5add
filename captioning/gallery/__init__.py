"""Which pieces match, and why."""
