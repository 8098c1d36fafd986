"""Statistics that several engines share."""
