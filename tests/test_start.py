"""What keeps the start short, and what the tour needs before it can begin."""

import builtins
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from clinic_desktop import plain_imports  # noqa: F401 (what is tested)
from clinic_desktop.db.database import sqlite_url
from clinic_desktop.domain.period import utc_now
from clinic_desktop.services.opening import upgrade
from clinic_desktop.tour.demo_child import make_demo
from clinic_desktop.tour.memory import peak_megabytes

# What only later screens need. Each takes milliseconds before the desk can see its day.
_LATE = (
    "alembic", "holidays", "phonenumbers", "psycopg", "sqlalchemy.dialects.postgresql", "typer",
    "clinic_desktop.db.models.appointment_history", "clinic_desktop.db.models.checkout",
    "clinic_desktop.db.models.ledger", "clinic_desktop.db.models.messages", "clinic_desktop.db.models.patient_records",
    "clinic_desktop.db.models.payments", "clinic_desktop.db.models.search", "clinic_desktop.db.models.till",
    "clinic_desktop.db.models.waiting",
    "clinic_desktop.domain.gateways", "clinic_desktop.domain.money_back", "clinic_desktop.domain.overrides",
    "clinic_desktop.domain.paper", "clinic_desktop.domain.search_words", "clinic_desktop.integrations.spreadsheets",
    "clinic_desktop.services.appointments.arrivals", "clinic_desktop.services.appointments.booking",
    "clinic_desktop.services.appointments.desk_offer", "clinic_desktop.services.appointments.detail_views",
    "clinic_desktop.services.appointments.explaining", "clinic_desktop.services.appointments.facts",
    "clinic_desktop.services.appointments.nearest", "clinic_desktop.services.appointments.placing",
    "clinic_desktop.services.appointments.steps", "clinic_desktop.services.appointments.values",
    "clinic_desktop.services.billing.refunds", "clinic_desktop.services.checkout", "clinic_desktop.services.messages",
    "clinic_desktop.services.patients", "clinic_desktop.services.waiting.values",
    "clinic_desktop.ui.first_start", "clinic_desktop.ui.kit.data_table", "clinic_desktop.ui.omnibox",
    "clinic_desktop.ui.printing",
)  # fmt: skip


def test_the_program_imports_as_python_does() -> None:
    assert builtins.__import__ is builtins.__orig_import__  # type: ignore[attr-defined]


def test_the_first_picture_needs_neither_the_database_nor_a_screen() -> None:
    imported = modules_after("import clinic_desktop.app")
    assert "sqlalchemy" not in imported
    assert "clinic_desktop.services" not in imported
    assert "clinic_desktop.ui.kit.painting" not in imported


def test_the_board_is_there_before_what_later_screens_need() -> None:
    imported = modules_after(
        "import clinic_desktop.app, clinic_desktop.viewmodels.shell.opening, clinic_desktop.ui.shell.desk,"
        " clinic_desktop.ui.appointments.screens"
    )
    assert [name for name in _LATE if name in imported] == []
    assert "clinic_desktop.ui.appointments.board_page" in imported


def test_the_first_keys_import_no_service_while_the_window_waits() -> None:
    ready = modules_after(
        "from clinic_desktop.db.database import Database; from clinic_desktop.domain.period import utc_now;"
        " from clinic_desktop.services.clinic import build_services;"
        " services = build_services(Database('sqlite:///nowhere.sqlite3'), utc_now, None); services.get_ready();"
        " assert 'checkout' not in vars(services), 'the window could be making another at this moment'"
    )
    docks = modules_after(
        "import clinic_desktop.app, clinic_desktop.viewmodels.shell.opening, clinic_desktop.ui.shell.desk,"
        " clinic_desktop.ui.appointments.walk_in, clinic_desktop.ui.appointments.booking"
    )
    assert [name for name in docks - ready if name.startswith("clinic_desktop.db.models")] == []
    assert [name for name in docks - ready if name.startswith("clinic_desktop.services.appointments")] == []


def test_the_list_of_public_holidays_is_read_by_a_child() -> None:
    imported = modules_after("from clinic_desktop.services.public_holidays import regions_of; assert regions_of('DE')")
    assert "holidays" not in imported


def test_the_tour_is_never_made_in_a_clinic_that_somebody_works_with(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "clinic.sqlite3")
    upgrade(url, utc_now, {"CLINIC_ADMIN_EMAIL": "boss@lotus.example", "CLINIC_ADMIN_PASSWORD": "a quiet lotus pond"})
    assert make_demo(url, tmp_path, timedelta()) != ""


def test_the_peak_of_memory_is_told_where_the_system_keeps_it() -> None:
    peak = peak_megabytes()
    assert peak is None or peak > 10


def modules_after(statements: str) -> set[str]:
    """The names of the modules that a fresh process has imported after these statements."""
    source = f"import sys; {statements}; print(*sys.modules)"
    return set(
        subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout.split()
    )
