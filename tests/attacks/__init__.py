"""Ways in that must fail, each a test."""
