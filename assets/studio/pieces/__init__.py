"""The records of the studio: stones, parts, charms, pieces and views."""
