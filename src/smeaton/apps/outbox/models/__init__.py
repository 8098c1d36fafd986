"""Letters."""

from smeaton.apps.outbox.models.letter import Letter, LetterState

__all__ = ["Letter", "LetterState"]
