"""Where the money comes from, and what each line of it may be spent on."""

from django.db import models
from django.db.models import Q


class BudgetLine(models.Model):
    """A line of the budget: an amount, and the codes of what it may be spent on (`Spend`)."""

    programme = models.ForeignKey("places.Programme", on_delete=models.CASCADE, related_name="budget_lines")
    code = models.CharField(max_length=40, help_text="the funder's or the council's code")
    name = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=10, decimal_places=2, help_text="pounds")
    allowed = models.JSONField(default=list, help_text="codes of allowable spend")

    class Meta:
        ordering = ["programme_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="support_budgetline_code_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="support_budgetline_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
