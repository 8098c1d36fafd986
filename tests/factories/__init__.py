"""Test data, one file per app."""
