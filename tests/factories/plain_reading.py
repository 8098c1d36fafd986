"""The rules of access written a second time, as plain loops over plain data, without code of Smeaton."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MAY = {
    "view department": "hub lead, coordinator, accountability lead, mentor, subject lead, head, trust lead",
    "view package": "hub lead, coordinator, accountability lead, mentor, subject lead, head, trust lead, "
    "teacher, technician",
    "view place needs": "hub lead, accountability lead, evaluator",
    "moderate needs": "hub lead",
    "run audit": "hub lead, coordinator",
    "sign package as head": "head",
    "sign agreement": "head, trust lead",
}
SHARED_AS = {
    "view department": "named departments",
    "view package": "named departments",
    "view place needs": "aggregates",
    "moderate needs": "moderated values",
    "run audit": "named departments",
}
OF_PROGRAMME = ("hub lead", "coordinator", "accountability lead", "evaluator", "mentor")
OVER = {
    "hub lead": ("place", "programme"),
    "coordinator": ("place", "programme"),
    "accountability lead": ("place", "programme"),
    "evaluator": ("place", "programme"),
    "mentor": ("school",),
    "subject lead": ("school",),
    "head": ("school",),
    "teacher": ("school",),
    "technician": ("school",),
    "trust lead": ("trust",),
}


@dataclass
class Held:
    """A role as it was given: by whom does not matter here."""

    id: int
    person: int
    role: str
    scope: str
    key: int
    starts: date
    ends: date | None
    word: tuple[str, str, int] | None = None
    """On whose word alone it rests: their role, and what they hold it over."""

    def lasts_beyond(self, day: date) -> bool:
        return self.ends is None or self.ends > day


@dataclass
class Job:
    """A post at a school."""

    person: int
    school: int
    starts: date
    ends: date | None


@dataclass
class Paper:
    """An agreement as it lies in the drawer."""

    id: int
    programme: int
    party: tuple[str, int]
    shares: tuple[str, ...]
    roles: tuple[str, ...]
    starts: date
    until: date
    signed: date | None = None
    """Since when a signature counts."""
    waits_for: int | None = None
    """Who signed it without anybody to vouch for them."""
    withdrawn: bool = False

    def begun(self, day: date) -> bool:
        return self.signed is not None and max(self.signed, self.starts) <= day


class Reading:
    """What was written down, and what follows from it on a day."""

    today: date
    held: list[Held]
    papers: list[Paper]

    def _replaced(self, paper: Paper) -> bool:
        """Whether one that was signed later has begun (papers lie in the order of their signatures)."""
        later = self.papers[self.papers.index(paper) + 1 :]
        return any(
            (p.programme, p.party) == (paper.programme, paper.party) and p.begun(self.today) for p in later
        )

    def _roles_of(self, person: int, permission: str) -> Iterator[Held]:
        """What somebody holds today that gives the permission."""
        for one in self.held:
            begun = one.starts <= self.today
            ended = one.ends is not None and one.ends < self.today
            if one.person == person and begun and not ended and one.role in MAY[permission].split(", "):
                yield one

    def _sees(self, person: int, permission: str, where: tuple[int, int, int, int | None]) -> bool:
        place, programme, school, trust = where
        around = {"place": place, "programme": programme, "school": school, "trust": trust}
        party = ("trust", trust) if trust is not None else ("school", school)
        for one in self._roles_of(person, permission):
            if around[one.scope] != one.key:
                continue
            asks_role = one.role
            if one.word:
                asks_role, over, key = one.word
                if permission.startswith("sign") or around[over] != key:
                    continue
                if asks_role not in MAY[permission].split(", "):
                    continue
            elif one.role not in OF_PROGRAMME or permission not in SHARED_AS:
                return True
            for paper in self.papers:
                if (
                    paper.programme == programme
                    and paper.party == party
                    and paper.begun(self.today)
                    and self.today <= paper.until
                    and not paper.withdrawn
                    and not self._replaced(paper)
                    and SHARED_AS[permission] in paper.shares
                    and asks_role in paper.roles
                ):
                    return True
        return False
