"""A package as it was sent: the whole of what its page shows, as JSON, and read back as the same view."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from smeaton.apps.support.queries.packages import Item, NeedServed, PackageView, StrandChange
from smeaton.engine.support.balance import check

_DAYS = ("starts", "ends")


def content_of(view: PackageView) -> dict[str, object]:
    """All that the page of a package shows, ready for JSON. Nothing in it is about another department."""
    content = asdict(view)
    del content["balance"]  # follows from the items' mechanisms
    content["made_at"] = view.made_at.isoformat() if view.made_at else None
    for name in _DAYS:
        content[name] = content[name].isoformat() if content[name] else None
    return content


def view_of(content: Mapping[str, Any]) -> PackageView:
    """The package as it was sent; what a later version of the software knows besides has its usual value."""
    items = tuple(
        Item(
            **_known(Item, item)
            | {
                "served": tuple(NeedServed(**served) for served in item["served"]),
                "mechanisms": tuple(item["mechanisms"]),
                "dates": tuple(item.get("dates", ())),
            }
        )
        for item in content["items"]
    )
    return PackageView(
        **_known(PackageView, content)
        | {
            "items": items,
            "strands": tuple(StrandChange(**_known(StrandChange, row)) for row in content["strands"]),
            "balance": check([code for item in items for code in item.mechanisms]) if items else None,
            "made_at": datetime.fromisoformat(content["made_at"]) if content["made_at"] else None,
        }
        | {name: date.fromisoformat(content[name]) if content[name] else None for name in _DAYS}
    )


def _known(kind: type, content: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in content.items() if name in names}
