"""Bank holidays of England and Wales, 2026 to 2028, as days on which nothing is planned."""

from __future__ import annotations

from datetime import date

# Source: "UK bank holidays", England and Wales (https://www.gov.uk/bank-holidays), substitute days included;
# 2028 by the Banking and Financial Dealings Act 1971, Schedule 1, from the date of Easter.
_DAYS = {
    2026: ("01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"),
    2027: ("01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"),
    2028: ("01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"),
}

BANK_HOLIDAYS = frozenset(date.fromisoformat(f"{year}-{day}") for year, days in _DAYS.items() for day in days)
