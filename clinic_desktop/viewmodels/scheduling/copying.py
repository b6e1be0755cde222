"""Copying a doctor's week at a centre to other doctors: whose hours it replaces, and whom that hits."""

from dataclasses import dataclass

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.permissions import Permission, Scope, scope_of
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.scheduling.changes import HoursChangeService
from clinic_desktop.services.scheduling.hours import HoursService
from clinic_desktop.services.scheduling.values import CopiedWeek, HoursView, RuleDraft
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.scheduling.change import ChangeViewModel
from clinic_desktop.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class Replaced:
    """A doctor to whom the week goes, with the hours there that it replaces, and the version of all of theirs."""

    practitioner_id: int
    name: str
    version: int
    rules: tuple[RuleDraft, ...]


@dataclass(frozen=True, slots=True)
class CopyState:
    """``doctors`` are the others who work at the centre, by name; ``replaced`` those who were chosen."""

    doctors: tuple[tuple[int, str], ...] = ()
    chosen: tuple[int, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    loaded: bool = False


class CopyWeekViewModel(ViewModel[CopyState]):
    """What becomes of the visits that are hit, and the saving, is up to ``change_of_hours``. ``copied`` carries the
    SavedChange."""

    copied = Signal(object)

    def __init__(
        self,
        session: Session,
        hours: HoursService,
        practitioners: PractitionerService,
        changes: HoursChangeService,
        tasks: Runner,
    ) -> None:
        super().__init__(CopyState(), tasks)
        self._session, self._hours, self._practitioners = session, hours, practitioners
        self._from, self._location_id = 0, 0
        self._rules: tuple[RuleDraft, ...] = ()
        self.change_of_hours = ChangeViewModel(session, changes, tasks)
        self.change_of_hours.setParent(self)
        self.change_of_hours.kept.connect(self.copied)

    def begin(self, practitioner_id: int, location_id: int, rules: tuple[RuleDraft, ...]) -> None:
        """Asks who else works at the centre. ``rules`` are the doctor's saved hours there."""
        self._from, self._location_id = practitioner_id, location_id
        self._rules = tuple(rule for rule in rules if rule.location_id == location_id)
        actor = self._session.actor
        everywhere = scope_of(actor.role, Permission.EDIT_HOURS) is Scope.CLINIC
        reached = everywhere or location_id in actor.location_ids

        def work() -> tuple[tuple[int, str], ...]:
            cards = self._practitioners.directory(actor)
            return tuple(
                (card.id, card.name)
                for card in cards
                if reached
                and card.id != practitioner_id
                and any(role.location_id == location_id for role in card.roles)
            )

        self.ask(work, lambda found: self.show_state(doctors=found, loaded=True), question="doctors")

    def choose(self, practitioner_ids: tuple[int, ...]) -> None:
        """These doctors get the week: asks what that replaces, and whom it hits."""
        self.show_state(chosen=practitioner_ids)
        names, actor = dict(self.state.doctors), self._session.actor

        def work() -> tuple[tuple[int, HoursView], ...]:
            return tuple((number, self._hours.hours(actor, number)) for number in practitioner_ids)

        def done(found: tuple[tuple[int, HoursView], ...]) -> None:
            replaced = tuple(
                Replaced(
                    number, names.get(number, ""), view.version,
                    tuple(rule for rule in view.rules if rule.location_id == self._location_id),
                )
                for number, view in found
            )  # fmt: skip
            self.show_state(replaced=replaced)
            if replaced:
                targets = tuple((one.practitioner_id, one.version) for one in replaced)
                self.change_of_hours.ask_about(CopiedWeek(self._location_id, self._rules, targets))

        self.ask(work, done, question="weeks")

    def save(self) -> None:
        """Copies the week, and does what was chosen of the visits."""
        if self.state.replaced:
            self.change_of_hours.save()
