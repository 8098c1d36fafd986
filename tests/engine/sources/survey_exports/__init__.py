"""Exports of other survey tools, as they are and as nobody should make them."""
