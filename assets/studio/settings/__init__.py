"""What holds a stone: prongs, bezels, halos, rows."""
