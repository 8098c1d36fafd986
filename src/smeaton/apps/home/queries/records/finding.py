"""From a person to the rows that are about them."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet

from smeaton.apps.home.queries.records.entry import By, Lookup, Record
from smeaton.apps.home.queries.records.registry import RECORDS
from smeaton.apps.home.queries.records.subject import Subject
from smeaton.apps.people.models import ERASED, Person, User

Rows = QuerySet[Model]


def model_of(record: Record) -> type[Model] | None:
    """The model of an entry; None where the package that has it is not installed."""
    try:
        return apps.get_model(record.label)
    except LookupError:
        return None


def installed() -> list[tuple[Record, type[Model]]]:
    """Every entry whose model is there, with it, in the order of the registry."""
    pairs = [(record, model_of(record)) for record in RECORDS]
    return [(record, model) for record, model in pairs if model is not None]


def subject_of(person: Person) -> Subject:
    """A person with all their addresses."""
    addresses = {person.user.email} if person.user else set()
    for record, model in installed():
        if record.label == "account.EmailAddress" and person.user_id is not None:
            addresses |= set(
                model._default_manager.filter(user=person.user_id).values_list("email", flat=True)
            )
    names = frozenset() if person.name == ERASED else frozenset({person.name})
    return Subject(person.pk, person.user_id, names, frozenset(each.lower() for each in addresses))


def subject_by(key: str) -> Subject:
    """A person by their number or by an email address, which may be of somebody who was only ever asked.

    `Person.DoesNotExist` where there is no person of that number.
    """
    if "@" not in key:
        return subject_of(Person.objects.select_related("user").get(pk=int(key)))
    user = User.objects.filter(email__iexact=key).first()
    person = Person.objects.select_related("user").filter(user=user).first() if user else None
    if person is not None:
        return subject_of(person)
    return Subject(None, user.pk if user else None, frozenset(), frozenset({key.lower()}))


def with_names_asked(subject: Subject) -> Subject:
    """The same, also with the names under which they were asked in audits."""
    invitations = apps.get_model("needs.Invitation")._default_manager.filter(
        _any("email", subject.addresses) if subject.addresses else Q(pk__in=[])
    )
    asked = {name for name in invitations.values_list("name", flat=True) if name}
    return Subject(subject.person, subject.login, subject.names | asked, subject.addresses)


def rows_of(record: Record, model: type[Model], subject: Subject) -> Rows:
    """The rows of one model that are about a person; none where nothing of theirs could be looked for."""
    found = Q(pk__in=[])
    for lookup in record.lookups:
        found |= _condition(lookup, subject)
    return model._default_manager.filter(found)


def found_for(subject: Subject) -> Iterator[tuple[Record, type[Model], Rows]]:
    """Every entry by which rows can be found for a person, with those rows."""
    for record, model in installed():
        if record.personal:
            yield record, model, rows_of(record, model, subject)


def _condition(lookup: Lookup, subject: Subject) -> Q:
    wanted: Any = {
        By.PERSON: subject.person,
        By.LOGIN: subject.login,
        By.ACTOR: subject.actor,
        By.ADDRESS: subject.addresses,
        By.SESSION: subject.login,
    }[lookup.by]
    if not wanted:
        return Q(pk__in=[])
    if lookup.by is By.ADDRESS:
        return _any(lookup.path, wanted) & Q(**lookup.only)
    if lookup.by is By.SESSION:
        return Q(pk__in=_sessions(wanted))
    return Q(**{lookup.path: wanted}, **lookup.only)


def _any(path: str, addresses: frozenset[str]) -> Q:
    """Equal to one of these addresses, whatever the case."""
    found = Q()
    for each in addresses:
        found |= Q(**{f"{path}__iexact": each})
    return found


def _sessions(login: int) -> list[str]:
    """The sessions in which a login is signed in; each is opened, for nothing outside it says whose it is."""
    return [
        each.session_key
        for each in Session.objects.iterator(chunk_size=2_000)
        if str(each.get_decoded().get(SESSION_KEY)) == str(login)
    ]
