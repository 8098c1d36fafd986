"""What the gallery shows: every component with invented names and figures, in its odd states too."""


def gallery_context() -> dict[str, object]:
    """The context of the gallery page."""
    return {}
