"""The catalogue: what can be offered, and what each offer gives each strand."""

from django.db import models
from django.db.models import F, Q

from smeaton.apps.support.models.vocabulary import Depth, Mode, Part, Reaches


class Offer(models.Model):
    """One offer of a programme's catalogue, with its costs, its limits and its mechanisms as designed."""

    programme = models.ForeignKey("places.Programme", on_delete=models.CASCADE, related_name="offers")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0, help_text="place in the order of the catalogue")
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=400)
    audience = models.CharField(max_length=120, help_text="who comes, e.g. two teachers of a department")
    provider = models.CharField(max_length=120)
    mode = models.CharField(max_length=20, choices=Mode.choices)
    sessions = models.PositiveSmallIntegerField(
        help_text="dated sessions; 0 where people go at their own pace"
    )
    hours = models.DecimalField(
        max_digits=5, decimal_places=1, help_text="hours per seat, all sessions together"
    )
    release_days = models.DecimalField(max_digits=4, decimal_places=2, help_text="days of cover per seat")
    run_cost = models.DecimalField(max_digits=8, decimal_places=2, help_text="pounds per run")
    seat_cost = models.DecimalField(max_digits=8, decimal_places=2, help_text="pounds per seat")
    seats_min = models.PositiveSmallIntegerField()
    seats_max = models.PositiveSmallIntegerField(null=True, blank=True, help_text="empty: no limit")
    per_department_max = models.PositiveSmallIntegerField()
    reaches = models.CharField(max_length=20, choices=Reaches.choices)
    hosted = models.BooleanField(help_text="held at a host of the place; otherwise online or elsewhere")
    evening = models.BooleanField()
    mechanisms = models.JSONField(default=list, help_text="EEF mechanisms as designed: A1 … D4")
    in_use = models.BooleanField(default=True)
    spacing_days = models.PositiveSmallIntegerField(
        default=0, help_text="days from one of its sessions to the next, at least"
    )
    venues = models.ManyToManyField(
        "support.Host", blank=True, related_name="+", help_text="hosts that can hold it; none: all can"
    )

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="support_offer_key_once"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="support_offer_mode_known"),
            models.CheckConstraint(
                condition=Q(reaches__in=Reaches.values), name="support_offer_reaches_known"
            ),
            models.CheckConstraint(
                condition=Q(seats_max__isnull=True) | Q(seats_max__gte=F("seats_min")),
                name="support_offer_seats_max_not_below_min",
            ),
            models.CheckConstraint(
                condition=Q(run_cost__gte=0, seat_cost__gte=0, release_days__gte=0, hours__gt=0),
                name="support_offer_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(per_department_max__gte=1), name="support_offer_a_seat_at_least"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contribution(models.Model):
    """What an offer gives one strand, in words; `inputs` alone turns the words into numbers."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="contributions")
    strand = models.SlugField(max_length=40)
    part = models.CharField(max_length=10, choices=Part.choices)
    depth = models.CharField(max_length=10, choices=Depth.choices)

    class Meta:
        ordering = ["offer_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "strand"], name="support_contribution_strand_once"),
            models.CheckConstraint(
                condition=Q(part__in=Part.values, depth__in=Depth.values),
                name="support_contribution_words_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer}: {self.strand}, {self.part}, {self.depth}"


class Facilitator(models.Model):
    """Somebody who leads an offer's sessions, by role and school or provider, never with a person's name."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="facilitators")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=80, help_text="e.g. lead practitioner in science")
    provider = models.CharField(max_length=120, help_text="their school, or who provides them")
    days = models.DecimalField(
        max_digits=4, decimal_places=1, help_text="days of theirs that one run takes, preparing included"
    )

    class Meta:
        ordering = ["offer_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "position"], name="support_facilitator_position_once"),
            models.CheckConstraint(condition=Q(days__gte=0), name="support_facilitator_days_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.provider}"


class Prerequisite(models.Model):
    """An offer that comes first: who goes to `offer` has been to `first`, or goes there, `days` before."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="prerequisites")
    first = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    days = models.PositiveSmallIntegerField(
        default=0, help_text="days from its last session to the first of the other, at least"
    )

    class Meta:
        ordering = ["offer_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "first"], name="support_prerequisite_once"),
            models.CheckConstraint(condition=~Q(first=F("offer")), name="support_prerequisite_not_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.first} before {self.offer}"


class CatalogueUpload(models.Model):
    """A workbook of offers that was read and looked at, and waits to go in; at most one of a programme."""

    programme = models.OneToOneField(
        "places.Programme", on_delete=models.CASCADE, related_name="catalogue_upload"
    )
    file_name = models.CharField(max_length=200)
    content = models.JSONField(help_text="the offers as read, in words and figures")
    uploaded_by = models.CharField(max_length=80)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["programme_id"]

    def __str__(self) -> str:
        return self.file_name
