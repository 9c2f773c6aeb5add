"""How metals, stones, fabrics and grounds look, in numbers and painted textures."""
