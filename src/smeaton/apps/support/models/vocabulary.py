"""The words that offers, mentors and items are described with."""

from django.db import models


class Mode(models.TextChoices):
    """How an offer is given. Twilight, online and network offers take evenings, the others take days."""

    COURSE = "course", "day course"
    INSET = "inset", "in-school training"
    TWILIGHT = "twilight", "twilight series"
    NETWORK = "network", "network meeting"
    LEADERSHIP = "leadership", "leadership programme"
    TECHNICIAN = "technician", "technicians’ day"
    ONLINE = "online", "online course"
    RESIDENTIAL = "residential", "residential"
    WORK_GROUP = "work group", "work group"


class Reaches(models.TextChoices):
    """Whether a seat serves the person who takes it, or the whole department through that person."""

    PARTICIPANT = "participant", "the people who go"
    DEPARTMENT = "department", "the whole department"


class Part(models.TextChoices):
    """Whether a strand is what an offer or mentor is for, or something it also touches."""

    MAIN = "main", "main"
    ALSO = "also", "also"


class Depth(models.TextChoices):
    """How thoroughly a strand is worked on."""

    LIGHT = "light", "light"
    SOLID = "solid", "solid"
    DEEP = "deep", "deep"


class Kind(models.TextChoices):
    """What an item of a package is."""

    OFFER = "offer", "offer"
    MENTORING = "mentoring", "mentoring"
