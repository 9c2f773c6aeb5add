"""Sets: a necklace or pendant with matching earrings."""
