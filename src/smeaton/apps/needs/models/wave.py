"""A wave: one time that the departments of a programme answer the audit."""

from django.db import models
from django.db.models import F, Q

from smeaton.apps.needs.models.instrument import Instrument
from smeaton.apps.places.models import Programme


class WaveForm(models.TextChoices):
    """Which items a teacher is asked; leads and technicians are always asked all of theirs."""

    FULL = "full", "every item"
    SAMPLED = "sampled", "half of the items each, so that every department answers all of them"
    CALIBRATED = "calibrated", "the best items of each strand, known from earlier audits"


class Wave(models.Model):
    """One round of the audit in a programme, with the instrument it asks and the days it is open.

    It asks from `opens` to `closes`, both included, unless it was ended before (`closed_at`). Whoever has not
    finished is reminded every `remind_every` days, `reminders` times at most; 0 reminds nobody. `items_each`
    is how many items a teacher is asked where the form is not full; `seed` draws which. `analysis_asked_at`
    is set while its profile is being worked out, `analysis_message` says why the last attempt made none.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="waves")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="waves")
    name = models.CharField(max_length=80)
    opens = models.DateField()
    closes = models.DateField(null=True, blank=True)
    form = models.CharField(max_length=12, choices=WaveForm.choices, default=WaveForm.FULL)
    items_each = models.PositiveSmallIntegerField(null=True, blank=True)
    seed = models.PositiveIntegerField(default=1)
    remind_every = models.PositiveSmallIntegerField(default=7)
    reminders = models.PositiveSmallIntegerField(default=2)
    invitations_from = models.DateTimeField(null=True, blank=True, help_text="when the hub lead sent them")
    closed_at = models.DateTimeField(null=True, blank=True)
    analysis_asked_at = models.DateTimeField(null=True, blank=True)
    analysis_message = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["programme_id", "opens", "id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="needs_wave_name_once"),
            models.CheckConstraint(
                condition=Q(closes__isnull=True) | Q(closes__gte=F("opens")),
                name="needs_wave_closes_after_opening",
            ),
            models.CheckConstraint(condition=Q(form__in=WaveForm.values), name="needs_wave_form_known"),
        ]

    def __str__(self) -> str:
        return self.name
