"""The tour: drives the real windows, off screen, through a day of the demo clinic, and checks every step.

It leaves numbered pictures, the papers that were printed, and ``tour.json`` in a folder.
"""

import gc
import shutil
import sys
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

_PAPERS = ("token", "receipt", "invoice", "credit_note", "till", "day-report", "payout")
_LEFT = (
    "[0-9][0-9]-*.png", "[0-9][0-9][0-9]-*.png", "payments.csv", "payments.xlsx",
    *(f"{kind}-*.pdf" for kind in _PAPERS),
)  # fmt: skip


def run_tour(folder: Path, database_url: str | None, dark: bool, size: tuple[int, int]) -> int:
    """Makes the tour on a fresh demo clinic: in a SQLite file of its own, or in the empty database of that URL.

    Returns 0 only if every check held, 1 if one did not, 2 if the tour could not begin.
    """
    from PySide6.QtWidgets import QApplication

    from clinic_desktop import plain_imports, process  # noqa: F401 (importing the first makes all imports lighter)
    from clinic_desktop.domain.period import utc_now
    from clinic_desktop.tour.demo_child import make_demo
    from clinic_desktop.tour.driver import Driver
    from clinic_desktop.tour.loopback_gateways import LoopbackGateways
    from clinic_desktop.tour.report import write_report

    process.use_packaged_zones()
    qt = QApplication.instance() or QApplication([sys.argv[0], "-style", "fusion"])
    assert isinstance(qt, QApplication)
    ahead = to_late_morning()
    settings = _settings(folder, database_url, dark)
    try:
        _empty(folder)
        settings.data_folder.mkdir(exist_ok=True)
    except OSError as error:
        _say(f"{folder} cannot be written to: {error.strerror}.")
        return 2
    refusal = make_demo(settings.database_url, settings.data_folder, ahead)
    if refusal:
        _say(refusal)
        return 2
    from clinic_desktop.app import build

    def clock() -> datetime:
        return utc_now() + ahead

    with LoopbackGateways(ahead) as gateways:
        application = build(settings, clock=clock)
        driver = Driver(application, folder)
        application.window.resize(*size)
        try:
            _walk(driver, settings.database_url, clock, gateways)
        finally:
            driver.settle()
            application.close()
    _keep_papers(settings.data_folder / "paper", folder)
    kind = "sqlite" if settings.database_url.startswith("sqlite") else "postgresql"
    report = write_report(folder, driver.steps, kind, settings.theme, f"{size[0]}x{size[1]}")
    return _tell(driver, report)


def to_late_morning() -> timedelta:
    """How far a clock must be ahead that runs as always, but begins at 11:42 on a weekday in the first demo centre: the
    demo's desk is busy then, whenever and wherever the tour is made."""
    from clinic_desktop.domain.period import utc_now

    zone = ZoneInfo("Asia/Kolkata")
    day = utc_now().astimezone(zone).date()
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return datetime.combine(day, time(11, 42), zone) - utc_now()


def _walk(
    driver: "Driver",  # type: ignore[name-defined]  # noqa: F821
    url: str,
    clock: Callable[[], datetime],
    gateways: "LoopbackGateways",  # type: ignore[name-defined]  # noqa: F821
) -> None:
    from clinic_desktop.tour.admin import AdminDay
    from clinic_desktop.tour.changed_hours import ChangedHours
    from clinic_desktop.tour.doctor import DoctorDay
    from clinic_desktop.tour.money_desk import MoneyAtTheDesk
    from clinic_desktop.tour.money_office import MoneyOffice
    from clinic_desktop.tour.other_desk import OtherDesk
    from clinic_desktop.tour.patient import PatientAtHome
    from clinic_desktop.tour.reception import Reception
    from clinic_desktop.tour.scheduling import Scheduling
    from clinic_desktop.tour.series import SeriesOfVisits
    from clinic_desktop.tour.waiting import Waiting

    application = driver.application
    with driver.step("the program opens"):
        application.open()
        driver.until(lambda: application.desk is not None, "the database is open")
        # As ``open_program`` does when it has started: what is there now is never rubbish, nor looked through again.
        gc.freeze()
        driver.picture("sign in")
    assert application.clinic is not None
    other = OtherDesk(url, clock, application.clinic.services.pictures)
    try:
        Reception(driver, other, 0).run()
        SeriesOfVisits(driver, other, 1).run()
        Scheduling(driver, other, 2).run()
        Waiting(driver, other, 3).run()
        DoctorDay(driver).run("doctor")
        AdminDay(driver).run("admin")
        ChangedHours(driver, other, 4).run()
        office, desk = MoneyOffice(driver, gateways), MoneyAtTheDesk(driver, other, 5, gateways)
        office.connect()
        desk.run()
        office.run()
        PatientAtHome(driver).run("patient")
        _nothing_broke(driver)
    finally:
        other.close()


def _nothing_broke(driver: "Driver") -> None:  # type: ignore[name-defined]  # noqa: F821
    with driver.step("nothing broke"):
        log = driver.application.settings.data_folder / "logs" / "error.log"
        text = log.read_text(encoding="utf-8") if log.is_file() else ""
        driver.check(not text.strip(), "the error log is empty")


def _settings(folder: Path, database_url: str | None, dark: bool) -> "Settings":  # type: ignore[name-defined]  # noqa: F821
    from clinic_desktop.db.database import sqlite_url
    from clinic_desktop.settings import Settings

    data = folder / "data"
    url = database_url or sqlite_url(data / "clinic.sqlite3")
    return Settings(
        data, database_url=url, desk="Desk 1", theme="dark" if dark else "light", motion=False, language="en_GB"
    )


def _empty(folder: Path) -> None:
    """Takes away what an earlier tour left; nothing else in the folder is touched."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in _LEFT:
        for old in folder.glob(kind):
            old.unlink()
    (folder / "tour.json").unlink(missing_ok=True)
    shutil.rmtree(folder / "data", ignore_errors=True)


def _keep_papers(paper: Path, folder: Path) -> None:
    for path in sorted(paper.glob("*.pdf")):
        shutil.copy2(path, folder / path.name)


def _tell(driver: "Driver", report: Path) -> int:  # type: ignore[name-defined]  # noqa: F821
    from clinic_desktop.tour.memory import peak_megabytes

    for step in driver.steps:
        words = "ok  " if step.passed else "FAIL"
        _say(f"{words} {step.name} ({len(step.checks)} checks, {step.milliseconds} ms) {step.failure}")
    peak = peak_megabytes()
    if peak is not None:
        _say(f"at most {peak} MB in memory")
    _say(f"{report}")
    return 0 if driver.steps and all(step.passed for step in driver.steps) else 1


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
