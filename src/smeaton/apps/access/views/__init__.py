"""Pages about people and agreements: who is in, inviting, joining, ending, seeing, signing."""
