"""Pages about the needs of a place."""
