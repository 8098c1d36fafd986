"""The money of a programme: budget lines, what the plan spends by kind, and which line pays for what."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from smeaton.apps.places.models import Programme
from smeaton.apps.support.models import BudgetLine, Spend
from smeaton.apps.support.queries.shown import shown
from smeaton.engine.support.money import Line, assign, in_pence
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class PaidPart:
    """So many pounds of one kind of spend."""

    kind: str
    words: str
    pounds: float


@dataclass(frozen=True)
class LineCard:
    """A budget line, in pounds: what there is, what the plan spends from it on what, and what is left."""

    id: int
    code: str
    name: str
    amount: float
    allowed: tuple[str, ...]
    allowed_words: tuple[str, ...]
    paid: tuple[PaidPart, ...]
    planned: float
    left: float


@dataclass(frozen=True)
class Help:
    """Allowing what is short on this line would pay `pounds` more."""

    line: LineCard
    pounds: float


@dataclass(frozen=True)
class ShortSpend:
    """Spend that no line pays: by kind, which kinds compete for which used-up lines, and what would help."""

    short: tuple[PaidPart, ...]
    competing: tuple[str, ...]
    lines: tuple[LineCard, ...]
    helps: tuple[Help, ...]

    @property
    def pounds(self) -> float:
        """All of it."""
        return sum(part.pounds for part in self.short)


@dataclass(frozen=True)
class MoneyPage:
    """What the money page shows. `spend` is empty where the plan does not say what it spends, or is none."""

    programme_id: int
    programme_name: str
    place_name: str
    place_slug: str
    planned: bool
    plan_budget: float
    plan_cost: float
    lines: tuple[LineCard, ...]
    spend: tuple[PaidPart, ...]
    shortages: tuple[ShortSpend, ...]
    may_edit: bool
    may_export: bool
    outdated: int
    """Departments of the current plan that are not shared with the reader, so that it is not shown."""
    synthetic: bool

    @property
    def total(self) -> float:
        """All lines together, in pounds."""
        return round(sum(line.amount for line in self.lines), 2)

    @property
    def short(self) -> float:
        """Pounds that no line pays."""
        return round(sum(shortage.pounds for shortage in self.shortages), 2)

    @property
    def left(self) -> float:
        """Pounds that stay on the lines."""
        return round(sum(line.left for line in self.lines), 2)


def money_page(programme_id: int, reach: Reach) -> MoneyPage:
    """Lines, spend and who pays what for the current plan; `Refused` without VIEW_PLAN in the place."""
    programme = Programme.objects.select_related("place").get(pk=programme_id)
    where = programme.where
    reach.require(Permission.VIEW_PLAN, where)
    seen = shown(programme, reach)
    plan = seen.plan
    rows = list(BudgetLine.objects.filter(programme=programme))
    spend = {kind: float(plan.spend.get(kind, 0)) for kind in Spend.values} if plan and plan.spend else {}
    lines, shortages = _assigned(spend, rows)
    return MoneyPage(
        programme_id=programme.pk,
        programme_name=programme.name,
        place_name=programme.place.name,
        place_slug=programme.place.slug,
        planned=plan is not None,
        plan_budget=float(plan.budget) if plan else 0.0,
        plan_cost=float(plan.cost or 0) if plan else 0.0,
        lines=lines,
        spend=tuple(_part(kind, pence) for kind, pence in in_pence(spend).items()),
        shortages=shortages,
        may_edit=reach.can(Permission.MANAGE_PLACE, where),
        may_export=reach.can(Permission.EXPORT_PLAN, where),
        outdated=seen.outdated,
        synthetic=programme.synthetic,
    )


def lines_total(programme_id: int) -> Decimal | None:
    """What all budget lines come to, in pounds; None where there are none."""
    found = BudgetLine.objects.filter(programme=programme_id).aggregate(total=Sum("amount"))["total"]
    return None if found is None else Decimal(found)


def _assigned(
    spend: dict[str, float], rows: Sequence[BudgetLine]
) -> tuple[tuple[LineCard, ...], tuple[ShortSpend, ...]]:
    found = assign(
        in_pence(spend), [Line(str(row.pk), int(row.amount * 100), frozenset(row.allowed)) for row in rows]
    )
    cards = {}
    for row in rows:
        key = str(row.pk)
        paid = tuple(_part(kind, found.paid[kind, key]) for kind in Spend.values if (kind, key) in found.paid)
        kinds = [kind for kind in Spend.values if kind in row.allowed]
        cards[key] = LineCard(
            id=row.pk,
            code=row.code,
            name=row.name,
            amount=float(row.amount),
            allowed=tuple(kinds),
            allowed_words=tuple(Spend(kind).label for kind in kinds),
            paid=paid,
            planned=round(sum(part.pounds for part in paid), 2),
            left=found.left[key] / 100,
        )
    shortages = tuple(
        ShortSpend(
            short=tuple(_part(kind, pence) for kind, pence in each.short.items()),
            competing=tuple(Spend(kind).label for kind in each.kinds),
            lines=tuple(cards[line] for line in each.lines),
            helps=tuple(Help(cards[line], pence / 100) for line, pence in each.allow),
        )
        for each in found.shortages
    )
    return tuple(cards.values()), shortages


def _part(kind: str, pence: int) -> PaidPart:
    return PaidPart(kind, Spend(kind).label, pence / 100)
