"""Reads that cross stages, by page."""
