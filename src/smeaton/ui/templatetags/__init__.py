"""Template tags, named by topic."""
