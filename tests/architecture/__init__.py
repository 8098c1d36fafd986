"""Tests of the house itself: contracts, direction of keys and links, size of files, documents."""
