"""Academic years, which run from 1 September to 31 August."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

_FORMS = re.compile(r"^\s*(\d{4})\s*[-/–_ ]?\s*(\d{4}|\d{2})\s*$")


@dataclass(frozen=True, order=True)
class AcademicYear:
    """An academic year, held as the calendar year in which it ends: `AcademicYear(2019)` is 2018/19."""

    ends: int

    def __str__(self) -> str:
        return f"{self.ends - 1}/{self.ends % 100:02d}"

    @property
    def starts_on(self) -> date:
        """1 September of the year in which it starts."""
        return date(self.ends - 1, 9, 1)

    @property
    def ends_on(self) -> date:
        """31 August of the year in which it ends."""
        return date(self.ends, 8, 31)

    @classmethod
    def of(cls, day: date) -> Self:
        """The academic year in which `day` falls."""
        return cls(day.year + (day.month >= 9))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read “2018/19”, “2018-2019” or “201819”; a lone “2019” is the year in which it ends.

        Raises ValueError with a sentence where the text is none of these or the two years do not follow.
        """
        stripped = text.strip()
        if re.fullmatch(r"(19|20)\d{2}", stripped):
            return cls(int(stripped))
        match = _FORMS.match(stripped)
        if match:
            start, end = int(match[1]), match[2]
            ends = int(end) if len(end) == 4 else start // 100 * 100 + int(end)
            ends += 100 if len(end) == 2 and ends < start else 0
            if ends == start + 1:
                return cls(ends)
        raise ValueError(f"“{text}” is not an academic year: write it like 2018/19 or 2018-2019")
