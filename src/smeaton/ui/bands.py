"""How sure we are that a strand is a priority: the three bands, and how each is drawn."""

BANDS = {
    "clearly a priority": "clear",
    "possibly": "possible",
    "possibly a priority": "possible",
    "unlikely": "unlikely",
}
"""The word that a page shows for a band → the last part of its class and the key of its colour."""
