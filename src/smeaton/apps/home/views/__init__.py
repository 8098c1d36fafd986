"""Pages that cross stages."""
