"""A person, whether or not they sign in."""

from django.db import models

from smeaton.apps.people.models.user import User

ERASED = "Somebody erased"
"""What stands instead of a name once a person has been erased: their number stays, and says nothing."""


class Person(models.Model):
    """One person, who may hold many posts over time."""

    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="person")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
