"""Items of a plan that another plan may not change: agreed, booked or past, or in a signed package."""

from django.db.models import F, Max

from smeaton.apps.support.models import PackageItem, PackageVersion, PlanRun, Standing


def kept_items(plan: PlanRun, *, every: bool = False) -> list[PackageItem]:
    """The items of `plan` that stand firm, each with its package, department and school; or every item.

    An item stands firm by its standing, or because somebody has signed the latest version of its package.
    For the app's own services, which have asked the reach already.
    """
    items = PackageItem.objects.filter(package__plan=plan).select_related("package__department__school")
    if every:
        return list(items)
    latest = PackageVersion.objects.filter(department__programme=plan.programme_id).annotate(
        last=Max("department__package_versions__number")
    )
    signed = set(
        latest.filter(number=F("last"), sign_offs__isnull=False).values_list("department_id", flat=True)
    )
    return [
        item for item in items if item.standing != Standing.PROPOSED or item.package.department_id in signed
    ]
