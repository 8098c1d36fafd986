"""A place: a defined set of schools, such as those of a city."""

from django.db import models

from smeaton.apps.register.models import LocalAuthority, School


class Place(models.Model):
    """A defined set of schools. Its schools are the same for all of its programmes."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    local_authority = models.ForeignKey(
        LocalAuthority, null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    schools = models.ManyToManyField(School, related_name="places", blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="places_place_slug_not_empty"),
            models.CheckConstraint(condition=~models.Q(name=""), name="places_place_name_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name
