"""One person as the registry looks for them, whether or not they sign in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """The keys by which rows about somebody are found. `person` is None for an address that is nobody's."""

    person: int | None
    login: int | None
    names: frozenset[str]
    addresses: frozenset[str]

    @property
    def actor(self) -> str | None:
        """How history and the stages name whoever acted."""
        return None if self.person is None else f"person:{self.person}"

    @property
    def known(self) -> bool:
        """Whether there is anything to look for."""
        return self.person is not None or bool(self.addresses)
