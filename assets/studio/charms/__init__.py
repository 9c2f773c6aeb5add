"""Motifs that pendants share with bracelets, brooches and earrings."""
