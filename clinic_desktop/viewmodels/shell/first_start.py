"""The first start: where the data goes, the clinic and its centre, the first admin, the first doctor."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Conflict, Invalid, Refused
from clinic_desktop.domain.passwords import problem_with
from clinic_desktop.domain.period import Clock
from clinic_desktop.integrations import key_store
from clinic_desktop.services.accounts.first_start import (
    ALREADY_SET_UP,
    FirstAdmin,
    FirstCentre,
    FirstDoctor,
    FirstStart,
    admin_from_environment,
)
from clinic_desktop.services.locations import OpeningInterval
from clinic_desktop.services.opening import OpenClinic, try_connection, url_of_file
from clinic_desktop.settings import Settings, is_there, password_of, without_password
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.shell.opening import keep_password, open_the_clinic

_WORKDAYS = (0, 1, 2, 3, 4)


class Step(IntEnum):
    DATABASE = 0
    CLINIC = 1
    ADMIN = 2
    DOCTOR = 3


@dataclass(frozen=True, slots=True)
class FirstDraft:
    """What has been typed so far. ``place`` is "file", "server" or "demo"; minutes are of the local day, None where the
    field was emptied; days count from Monday, 0. The names are those of ``FirstStart``'s problems with a line for the
    dot."""

    place: str = "file"
    url: str = ""
    clinic_name: str = ""
    country: str = ""
    currency: str = ""
    centre_name: str = ""
    centre_city: str = ""
    centre_zone: str = ""
    admin_name: str = ""
    admin_email: str = ""
    admin_password: str = ""
    admin_again: str = ""
    doctor_name: str = ""
    doctor_speciality: str = ""
    doctor_fee_minor: int = 0
    doctor_days: tuple[int, ...] = _WORKDAYS
    doctor_start: int | None = 9 * 60
    doctor_end: int | None = 17 * 60


@dataclass(frozen=True, slots=True)
class FirstStartState:
    """``busy`` is "", "testing" or "making". ``tested`` is what a test of the server found: "", "empty" or "clinic".
    ``keeps_password`` is False where this computer has no key store for the server's password."""

    step: Step = Step.DATABASE
    first_step: Step = Step.DATABASE
    draft: FirstDraft = FirstDraft()
    problems: tuple[tuple[str, str], ...] = ()
    refusal: Refused | None = None
    busy: str = ""
    tested: str = ""
    keeps_password: bool = True


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the wizard made: the clinic, open, and the address to keep for the next start."""

    clinic: OpenClinic
    clinic_name: str
    account_id: int
    kept_url: str


_FIELDS = {
    Step.DATABASE: ("place", "url"),
    Step.CLINIC: ("clinic_name", "country", "currency", "centre_name", "centre_city", "centre_zone"),
    Step.ADMIN: ("admin_name", "admin_email", "admin_password", "admin_again"),
    Step.DOCTOR: (
        "doctor_name", "doctor_speciality", "doctor_fee_minor", "doctor_days", "doctor_start", "doctor_end",
    ),
}  # fmt: skip
_NEEDED = {
    Step.CLINIC: ("clinic_name", "country", "currency", "centre_name", "centre_zone"),
    Step.ADMIN: ("admin_name", "admin_email", "admin_password", "admin_again"),
    Step.DOCTOR: ("doctor_name",),
}
# How problems whose names begin differently in the service are called in the draft.
_RENAMED = {"doctor_hours": "doctor_end", "admin_username": "admin_email", "doctor_roles": "doctor_fee_minor"}


class FirstStartViewModel(ViewModel[FirstStartState]):
    """``finished`` carries a SetUp, ``existing`` the address of a database in which there is a clinic already,
    ``demo_wanted`` asks for the demo clinic. ``held_up`` is told once for each press that fields refused."""

    finished = Signal(object)
    held_up = Signal()
    existing = Signal(str)
    demo_wanted = Signal()

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        hub: ChangeHub,
        tasks: Runner,
        clinic: OpenClinic | None,
        environment: Mapping[str, str],
    ) -> None:
        first = Step.DATABASE if clinic is None else Step.CLINIC
        given = admin_from_environment(environment)
        draft = FirstDraft(url=settings.database_url if settings.database_url.startswith("postgres") else "")
        if draft.url:
            draft = replace(draft, place="server")
        if given is not None:
            draft = replace(
                draft, admin_name=given.name, admin_email=given.email, admin_password=given.password,
                admin_again=given.password,
            )  # fmt: skip
        super().__init__(FirstStartState(step=first, first_step=first, draft=draft), tasks)
        self._settings, self._clock, self._hub, self._clinic = settings, clock, hub, clinic

    def edit(self, **changes: Any) -> None:
        """Notes what was typed; the problems of those fields are gone until they are looked at again."""
        problems = tuple(pair for pair in self.state.problems if pair[0] not in changes)
        tested = "" if {"url", "place"} & changes.keys() else self.state.tested
        self.show_state(draft=replace(self.state.draft, **changes), problems=problems, refusal=None, tested=tested)

    def back(self) -> None:
        """The step before."""
        if self.state.step > self.state.first_step and not self.state.busy:
            self.show_state(step=Step(self.state.step - 1), problems=(), refusal=None)

    def go_on(self) -> None:
        """Checks this step, and goes to the next one or makes the clinic."""
        if self.state.busy:
            return
        step = self.state.step
        problems = self._problems(step)
        self.show_state(problems=problems, refusal=None)
        if problems:
            self.held_up.emit()
            return
        if step is Step.DATABASE:
            self._leave_database()
        elif step is Step.DOCTOR:
            self._make(with_doctor=True)
        else:
            self.show_state(step=Step(step + 1))

    def skip_doctor(self) -> None:
        """Makes the clinic without a doctor; they are added later under People."""
        if not self.state.busy:
            self._make(with_doctor=False)

    def work_broke(self) -> None:
        """After a bug the same can be tried again; what was made by then is found."""
        self.show_state(busy="")

    def test(self) -> None:
        """Asks the server whether it answers and takes the password."""
        self._test(lambda found: self.show_state(busy="", tested=found))

    def _leave_database(self) -> None:
        draft = self.state.draft
        if draft.place == "demo":
            self.demo_wanted.emit()
        elif draft.place == "server" or self._file_is_there():
            self._test(self._tested)
        else:
            self.show_state(step=Step.CLINIC)

    def _tested(self, found: str) -> None:
        self.show_state(busy="", tested=found)
        if found == "clinic":
            self.existing.emit(self._url())
        else:
            self.show_state(step=Step.CLINIC)

    def _test(self, done: Any) -> None:
        url = self._url()
        if not url:
            self.show_state(problems=(("url", "required"),))
            self.held_up.emit()
            return
        self.show_state(busy="testing", tested="", refusal=None)

        def work() -> tuple[str, bool]:
            found = try_connection(url)
            return found, password_of(url) is None or key_store.is_there()

        def answered(answer: tuple[str, bool]) -> None:
            self.show_state(keeps_password=answer[1])
            done(answer[0])

        self.ask(work, answered, self._refused, question="test")

    def _make(self, with_doctor: bool) -> None:
        self.show_state(busy="making", problems=(), refusal=None)
        first = first_start_of(self.state.draft, with_doctor)
        self.ask(lambda: self._made(first), self._finished, self._refused, question="make")

    def _made(self, first: FirstStart) -> SetUp | None:
        """The clinic that was made; None where there is one already, of another desk or of a try that broke off."""
        url = self._url()
        clinic = self._clinic or open_the_clinic(url, self._settings, self._clock, self._hub, create=True)
        try:
            actor = clinic.services.first_start.set_up(first, self._settings.desk)
            if self._clinic is None:
                keep_password(url)
        except BaseException as error:
            if self._clinic is None:
                clinic.close()
            if isinstance(error, Conflict) and error.what == ALREADY_SET_UP:
                return None
            raise
        return SetUp(clinic, first.clinic_name, actor.account_id, without_password(url))

    def _finished(self, made: SetUp | None) -> None:
        self.show_state(busy="")
        if made is None:
            self.existing.emit(self._url())
        else:
            self.finished.emit(made)

    def _refused(self, refusal: Refused) -> None:
        if not isinstance(refusal, Invalid):
            self.show_state(busy="", refusal=refusal)
            return
        problems = tuple((_field_of(name), code) for name, code in refusal.problems.items())
        step = next((step for step, fields in _FIELDS.items() if problems[0][0] in fields), None)
        if step is None:
            self.show_state(busy="", refusal=refusal)
            return
        self.show_state(busy="", problems=problems, step=step)
        self.held_up.emit()

    def _url(self) -> str:
        if self._clinic is not None:
            return self._settings.database_url
        if self.state.draft.place == "server":
            return self.state.draft.url.strip()
        given = self._settings.database_url
        return given if given.startswith("sqlite") else url_of_file(self._settings.default_database)

    def _file_is_there(self) -> bool:
        return not self._settings.given and is_there(self._settings.default_database)

    def _problems(self, step: Step) -> tuple[tuple[str, str], ...]:
        draft = self.state.draft
        if step is Step.DATABASE:
            return _server_problems(draft) if draft.place == "server" else ()
        problems = {name: "required" for name in _NEEDED[step] if not str(getattr(draft, name)).strip()}
        if step is Step.ADMIN:
            weak = problem_with(draft.admin_password, (draft.admin_name, draft.admin_email))
            if weak is not None:
                problems.setdefault("admin_password", weak)
            if draft.admin_password != draft.admin_again:
                problems.setdefault("admin_again", "not_the_same")
        if step is Step.DOCTOR and draft.doctor_days:
            problems |= _hours_problems(draft)
        return tuple(problems.items())


def first_start_of(draft: FirstDraft, with_doctor: bool) -> FirstStart:
    """What the service is asked for."""
    login = draft.admin_email.strip()
    start, end = draft.doctor_start, draft.doctor_end
    hours = tuple(
        OpeningInterval(day, start, end) for day in draft.doctor_days if start is not None and end is not None
    )
    return FirstStart(
        clinic_name=draft.clinic_name,
        country=draft.country,
        currency=draft.currency,
        centre=FirstCentre(draft.centre_name, draft.centre_zone, draft.centre_city),
        admin=FirstAdmin(
            draft.admin_name,
            draft.admin_password,
            email=login if "@" in login else "",
            username="" if "@" in login else login,
        ),
        doctor=FirstDoctor(draft.doctor_name, draft.doctor_speciality, draft.doctor_fee_minor, hours)
        if with_doctor
        else None,
    )


def _field_of(name: str) -> str:
    """The draft's name of a field that the service names."""
    known = name.replace(".", "_")
    return next((own for theirs, own in _RENAMED.items() if known.startswith(theirs)), known)


def _hours_problems(draft: FirstDraft) -> dict[str, str]:
    start, end = draft.doctor_start, draft.doctor_end
    if start is None or end is None:
        return {name: "required" for name in ("doctor_start", "doctor_end") if getattr(draft, name) is None}
    return {"doctor_end": "ends_before_start"} if end <= start else {}


def _server_problems(draft: FirstDraft) -> tuple[tuple[str, str], ...]:
    if not draft.url.strip():
        return (("url", "required"),)
    return () if draft.url.strip().startswith("postgres") else (("url", "not_a_url"),)
