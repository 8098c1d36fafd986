"""Documents about needs."""
