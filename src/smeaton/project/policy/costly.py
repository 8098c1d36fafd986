"""What takes long to make, sends letters, or takes much away at once: asked for less often than pages."""

FILES = frozenset(
    {
        "home:briefs",
        "home:my-record-json",
        "home:my-record-xlsx",
        "needs:board-export",
        "needs:import-left-out",
        "needs:instrument-export",
        "support:catalogue-export",
        "support:export",
        "support:money-export",
    }
)
"""Files that are made when they are asked for; not the PDF, which the worker makes and a page waits for."""

WORK = frozenset(
    {
        "access:invite",
        "access:invite-school",
        "access:school-invite",
        "access:school-staff-list",
        "access:school-staff-list-look",
        "access:send-invitations",
        "access:trust-invite",
        "access:trust-staff-list",
        "access:trust-staff-list-look",
        "home:erase-person",
        "home:my-correction",
        "needs:analyse",
        "needs:import",
        "needs:import-preview",
        "needs:instrument-import",
        "needs:people",
        "needs:remind",
        "needs:remind-own",
        "needs:send",
        "needs:send-uncertain",
        "support:calendars",
        "support:catalogue-import",
        "support:catalogue-preview",
        "support:remind-lead",
        "support:run",
        "support:scenario-run",
        "support:scenarios",
        "support:send-proposals",
    }
)
"""Forms that ask for work of the worker, send letters, or bring a file."""


def is_costly(address: str, method: str) -> bool:
    """Whether a request to the address of that name is one of the few (`settings.REQUEST_LIMITS`)."""
    return address in (WORK if method == "POST" else FILES)
