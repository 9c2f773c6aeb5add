"""How good the captions and the search are, measured the way the literature measures it."""
