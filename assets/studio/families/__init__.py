"""The families of pieces; each has a module with a function `build`."""
