"""Grants, and the reach that follows from them."""
