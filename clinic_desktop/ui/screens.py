"""The one factory that knows which view goes with which name. Areas are imported when their first screen is opened."""

from importlib import import_module

from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.shell.screen import Screen

# Each area's ``screens.py`` has a dictionary SCREENS from a route to its builder.
_AREAS = {
    "board": "appointments",
    "queue": "appointments",
    "appointments": "appointments",
    "appointment": "appointments",
    "walk_in": "appointments",
    "waiting_room": "appointments",
    "booking": "appointments",
    "waiting_list": "appointments",
    "wish": "appointments",
    "patients": "patients",
    "patient": "patients",
    "patient_form": "patients",
    "patient_merge": "patients",
    "payments": "billing",
    "take_payment": "billing",
    "links": "billing",
    "refunds": "billing",
    "findings": "billing",
    "payouts": "payouts",
    "books": "payouts",
    "till": "till",
    "messages": "outbox",
    "my_day": "doctor",
    "my_hours": "doctor",
    "my_patients": "doctor",
    "earnings": "doctor",
    "overview": "admin",
    "people": "admin",
    "practitioner_form": "admin",
    "staff_form": "admin",
    "hours": "admin",
    "centres": "admin",
    "services": "admin",
    "audit": "admin",
    "settings": "admin",
    "wordings": "admin",
    "find_doctor": "self_service",
    "visits": "self_service",
    "own_payments": "self_service",
    "me": "self_service",
    "preferences": "shell",
}

ROUTES = tuple(_AREAS)


def build(parts: Parts, route: str, parent: QWidget) -> Screen:
    """The screen of that name; raises KeyError for a name that there is not."""
    module = import_module(f"clinic_desktop.ui.{_AREAS[route]}.screens")
    builders: dict[str, Builder] = module.SCREENS
    return builders[route](parts, parent)
