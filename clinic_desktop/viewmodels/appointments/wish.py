"""The form for somebody who wants a time that is not free, or is to be seen again: new, or changed."""

from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Channel, Urgency, WaitingKind
from clinic_desktop.domain.errors import Invalid, Refused
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.domain.waiting import EVERY_DAY
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.services.waiting.service import WaitingListService
from clinic_desktop.services.waiting.values import RECALL_DAYS, WishChoices, WishDraft, WishView
from clinic_desktop.viewmodels.appointments.person_finding import PersonFinding, PersonState, Stage
from clinic_desktop.viewmodels.session import Session

_DAYS = 30
_MONTHS_AHEAD = 6


@dataclass(frozen=True, slots=True)
class WishState(PersonState):
    """``draft`` is the wish as the form holds it, ``wish`` the entry that is being changed. ``problems`` are by the
    names of the draft's fields."""

    draft: WishDraft | None = None
    wish: WishView | None = None
    choices: WishChoices = field(default_factory=WishChoices)
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def services(self) -> tuple[tuple[int, str], ...]:
        """The services that the chosen doctor offers; all of the centre without one."""
        doctor = self.draft.practitioner_id if self.draft else None
        if doctor is None:
            return self.choices.services
        offered = self.choices.offered.get(doctor, frozenset())
        return tuple(service for service in self.choices.services if service[0] in offered)

    @property
    def can_save(self) -> bool:
        """Whether Ctrl+Enter does something."""
        whole = self.draft is not None and self.draft.service_id > 0
        return whole and not self.busy and (self.wish is not None or self.knows_who)


class WishViewModel(PersonFinding[WishState]):
    """``saved`` carries the WishView and whether it is new."""

    saved = Signal(object, bool)

    def __init__(
        self, session: Session, tasks: Background, patients: PatientService, waiting: WaitingListService
    ) -> None:
        super().__init__(WishState(), session, tasks, patients)
        self._waiting = waiting

    def begin(
        self,
        wish: WishView | None = None,
        patient_id: int | None = None,
        person: PersonState | None = None,
        earlier_than_id: int | None = None,
        **wanted: Any,
    ) -> None:
        """A new wish, with what is known of it by the names of ``WishDraft`` and perhaps whom another dock has found or
        begun to register; or ``wish`` is changed. ``earlier_than_id`` is a visit that they would give up."""
        draft = _draft_of(wish) if wish is not None else self._fresh(**wanted)
        stage = Stage.FIND if wish is None else Stage.READY
        self.state = WishState(digits_wanted=self.state.digits_wanted, draft=draft, wish=wish, stage=stage)
        if person is not None:
            self.state = replace(
                self.state, stage=person.stage, query=person.query, patient=person.patient, new=person.new
            )
        self.show_state()
        actor, centre_id = self._session.actor, draft.location_id
        self.ask(lambda: self._waiting.choices(actor, centre_id), self._choices_known, question="choices")
        if patient_id is not None:
            self.take_known(patient_id)
        if earlier_than_id is not None:
            self.ask(
                lambda: self._waiting.earlier_draft(actor, earlier_than_id),
                self._earlier_known,
                lambda refusal: self.show_state(refusal=refusal),
                question="earlier",
            )

    def end(self) -> None:
        """The form is closed."""
        self.state = WishState(digits_wanted=self.state.digits_wanted)

    def set_kind(self, kind: WaitingKind) -> None:
        """The list now, or a recall for later: its days follow."""
        first, last = self._days(kind)
        self.edit(kind=kind, first_day=first, last_day=last)

    def set_whom(self, practitioner_id: int | None, speciality_id: int | None) -> None:
        """The doctor, any of a speciality, or anybody."""
        self.edit(practitioner_id=practitioner_id, speciality_id=speciality_id)
        self._keep_service()

    def edit(self, **fields: Any) -> None:
        """Fields of the draft were changed."""
        if self.state.draft is not None:
            cleared = tuple(pair for pair in self.state.problems if pair[0] not in fields)
            self.show_state(draft=replace(self.state.draft, **fields), problems=cleared, refusal=None)

    def save(self) -> None:
        """Ctrl+Enter: puts the patient on the list, or keeps what was changed."""
        state, wish, actor = self.state, self.state.wish, self._session.actor
        if not state.can_save or state.draft is None:
            return
        self.show_state(busy=True, refusal=None, problems=())
        if wish is not None:
            draft = state.draft
            self.ask(
                lambda: self._waiting.change(actor, wish.id, wish.version, draft),
                lambda done: self._saved(done, False),
                self._save_refused,
            )
            return
        patient = state.patient
        new = replace(
            state.draft,
            patient_id=patient.id if patient else None,
            draft=None if patient else self.draft(Channel.PHONE),
        )
        self.ask(lambda: self._waiting.add(actor, new), lambda done: self._saved(done, True), self._save_refused)

    # --- Inside -----------------------------------------------------------------------------------------------------

    def _fresh(self, **wanted: Any) -> WishDraft:
        kind = wanted.get("kind", WaitingKind.WAITING)
        first, last = self._days(kind)
        actor = self._session.actor
        fields: dict[str, Any] = {
            "service_id": 0,
            "location_id": self._session.centre.id,
            "first_day": first,
            "last_day": last,
            "practitioner_id": actor.practitioner_id,
            "weekdays": EVERY_DAY,
            "from_minute": 0,
            "until_minute": MINUTES_IN_DAY,
            "urgency": Urgency.ROUTINE,
        }
        return WishDraft(**(fields | {name: value for name, value in wanted.items() if value is not None}))

    def _days(self, kind: WaitingKind) -> tuple[date, date]:
        today = self._session.today()
        if kind is WaitingKind.WAITING:
            return today, today + timedelta(days=_DAYS)
        first = _months_later(today, _MONTHS_AHEAD)
        return first, first + timedelta(days=RECALL_DAYS)

    def _earlier_known(self, draft: WishDraft) -> None:
        self.show_state(draft=draft)
        self._keep_service()

    def _choices_known(self, choices: WishChoices) -> None:
        self.show_state(choices=choices)
        self._keep_service()

    def _keep_service(self) -> None:
        """The first service that is offered, where the chosen one is not."""
        state = self.state
        if state.draft is not None and state.services:
            known = [number for number, _ in state.services]
            if state.draft.service_id not in known:
                # The one that was made first is the usual one.
                self.edit(service_id=min(known))

    def _saved(self, wish: WishView, new: bool) -> None:
        self.show_state(busy=False)
        self.saved.emit(wish, new)

    def _save_refused(self, refusal: Refused) -> None:
        problems = tuple(refusal.problems.items()) if isinstance(refusal, Invalid) else ()
        shown = None if problems else refusal
        self.show_state(busy=False, refusal=shown, problems=problems)
        if isinstance(refusal, Invalid):
            self.show_problems(refusal.problems)


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the month's last."""
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _draft_of(wish: WishView) -> WishDraft:
    return WishDraft(
        service_id=wish.service_id,
        location_id=wish.location_id,
        first_day=wish.first_day,
        last_day=wish.last_day,
        patient_id=wish.patient_id,
        kind=wish.kind,
        practitioner_id=wish.practitioner_id,
        speciality_id=wish.speciality_id,
        weekdays=wish.weekdays,
        from_minute=wish.from_minute,
        until_minute=wish.until_minute,
        urgency=wish.urgency,
        note=wish.note,
    )
