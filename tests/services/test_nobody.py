"""Whoever is not signed in gets nothing done: every verb that acts for somebody is tried with nobody."""

import dataclasses
import enum
import functools
import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

import clinic_desktop.domain
import clinic_desktop.services
from clinic_desktop.db.database import Database
from clinic_desktop.domain.errors import NotSignedIn, Refused
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.service import CheckoutService
from tests.builders import make_clinic
from tests.conftest import NOW, SetClock
from tests.services.scheduling.bookings import book

# A kiosk lists doctors without anybody having signed in.
FOR_ANYBODY = {"PractitionerService.directory"}
# These put the services together and have none of their own.
COMPOSING = {"clinic_desktop.services.clinic", "clinic_desktop.services.opening"}


def service_classes() -> Iterator[type]:
    """Every service class below ``clinic_desktop/services``; all are made of a database and a clock, some of
    this computer's accounts at the gateways, too."""
    for module in pkgutil.walk_packages(clinic_desktop.services.__path__, "clinic_desktop.services."):
        if module.name in COMPOSING:
            continue
        for name, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if name.endswith("Service") and found.__module__ == module.name:
                yield found


def verbs() -> list[tuple[type, str]]:
    """The public methods of the services that take an actor."""
    return [
        (service, name)
        for service in service_classes()
        for name, method in inspect.getmembers(service, inspect.isfunction)
        if not name.startswith("_") and "actor" in inspect.signature(method).parameters
    ]


@functools.cache
def value_types() -> dict[str, Any]:
    """The classes of the program's values by name. Modules that the board needs import some for type checkers only."""
    return {
        name: found
        for package in (clinic_desktop.domain, clinic_desktop.services)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        for name, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
        if found.__module__ == module.name
    }


def hints_of(wanted: Any) -> dict[str, Any]:
    """The types of a function's arguments or a class's fields."""
    return typing.get_type_hints(wanted, localns=value_types())


def something(wanted: Any) -> Any:
    """Any value of that type."""
    origin, inside = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        return None if type(None) in inside else something(inside[0])
    known: dict[Any, Any] = {
        int: 1,
        str: "x",
        bool: True,
        date: date(2026, 12, 1),
        datetime: NOW,
        Money: Money(1, "INR"),
    }
    known[Period] = Period(
        datetime(2026, 12, 1, 6, tzinfo=UTC), datetime(2026, 12, 1, 6, tzinfo=UTC) + timedelta(hours=1)
    )
    if wanted in known:
        return known[wanted]
    if inspect.isclass(wanted) and issubclass(wanted, enum.Enum):
        return next(iter(wanted))
    if dataclasses.is_dataclass(wanted):
        hints = hints_of(wanted)
        needed = [field for field in dataclasses.fields(wanted) if is_needed(field)]
        return wanted(**{field.name: something(hints[field.name]) for field in needed})  # type: ignore[operator]
    if origin is dict or wanted is dict:
        return {}
    return frozenset() if origin is frozenset else ()


def is_needed(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def arguments(method: Callable[..., object]) -> dict[str, Any]:
    """Something for every argument that has no default, and nobody for the actor."""
    hints = hints_of(method)
    parameters = list(inspect.signature(method).parameters.values())[1:]
    needed = [each.name for each in parameters if each.default is inspect.Parameter.empty and each.name != "actor"]
    return {"actor": None, **{name: something(hints[name]) for name in needed}}


def made(service: type, database: Database, clock: SetClock) -> Any:
    """The service, with keys for no gateway where it needs some."""
    accounts = GatewayAccounts(database, {}, clock)
    known = {"accounts": accounts, "checkout": CheckoutService(database, clock, accounts)}
    wanted = inspect.signature(service).parameters
    return service(database, clock, **{name: value for name, value in known.items() if name in wanted})


@pytest.mark.parametrize(("service", "name"), verbs(), ids=lambda value: getattr(value, "__name__", value))
def test_nobody_gets_nothing_done(sqlite_database_url: str, clock: SetClock, service: type, name: str) -> None:
    database = Database(sqlite_database_url)
    book(database, make_clinic(database, clock), clock.now)
    verb = getattr(service, name)
    try:
        if f"{service.__name__}.{name}" in FOR_ANYBODY:
            verb(made(service, database, clock), **arguments(verb))
            return
        # Where the type has no None, the type checker refuses already; the program must only not go through.
        expects_nobody = type(None) in typing.get_args(hints_of(verb)["actor"])
        with pytest.raises(NotSignedIn if expects_nobody else (Refused, AttributeError)):
            verb(made(service, database, clock), **arguments(verb))
    finally:
        database.close()


def test_the_services_for_people_and_places_are_among_them() -> None:
    names = {service.__name__ for service, _ in verbs()}
    assert {"StaffService", "LocationService", "PractitionerService", "HoursService", "HistoryService"} <= names
