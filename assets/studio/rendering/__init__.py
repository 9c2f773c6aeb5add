"""The path tracer and its shaders; the only room that needs Blender."""
