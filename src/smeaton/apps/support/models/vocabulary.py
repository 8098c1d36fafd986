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


class RunKind(models.TextChoices):
    """What a plan run is for."""

    PLAN = "plan", "a plan from scratch"
    REPLAN = "replan", "a re-plan around what was agreed"
    SCENARIO = "scenario", "a scenario"


class Standing(models.TextChoices):
    """How firmly an item stands. All but proposed ones are left alone by a re-plan."""

    PROPOSED = "proposed", "proposed"
    AGREED = "agreed", "agreed"
    BOOKED = "booked", "booked"
    PAST = "past", "past"


class Party(models.TextChoices):
    """Who signs a package, in this order."""

    LEAD = "lead", "subject lead"
    HEAD = "head", "head"
    HUB = "hub", "hub lead"


class ReplyKind(models.TextChoices):
    """What a lead can say to a proposed package."""

    ACCEPT = "accept", "accept"
    DECLINE = "decline", "decline"
    SWAP = "swap", "swap"
    MUST = "must", "must have"
    MUST_NOT = "must not", "must not have"
    CAP = "cap", "at most so many release days"
    LATER = "later", "later"


class Spend(models.TextChoices):
    """What money is spent on: the codes of allowable spend."""

    COURSES = "courses", "running courses"
    PLACES = "places", "fees for places"
    COVER = "cover", "cover"
    TRAVEL = "travel", "travel"
    MENTORING = "mentoring", "mentors’ hours"
