"""Template tags of the pages that cross stages."""
