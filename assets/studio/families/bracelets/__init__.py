"""Bracelets, anklets and bangles."""
