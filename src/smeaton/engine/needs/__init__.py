"""Needs: an instrument and its answers → a profile of need with its uncertainty."""
