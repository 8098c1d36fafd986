"""Forms about needs, by topic."""
