"""Whether who is signed in may still do what they could when they came: an admin elsewhere may have changed it."""

from PySide6.QtCore import QObject, Signal

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import NotFound, Refused, SessionEnded
from clinic_desktop.services.clinic import Services
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.shell.arrival import Arrival, arrive

# A centre that is new, closed or has another name is one of the person's too.
_TOPICS = frozenset({Topic.ACCOUNTS, Topic.LOCATIONS})


class Standing(QObject):
    """``changed`` carries an Arrival where the person's role, name or centres are others by now; ``ended`` says that
    they may no longer sign in, or belong to no centre."""

    changed = Signal(object)
    ended = Signal()

    def __init__(
        self,
        session: Session,
        services: Services,
        tasks: Runner,
        hub: ChangeHub,
        home_location_id: int | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._services, self._tasks, self._home = session, services, tasks, home_location_id
        hub.changed.connect(self._look)

    def _look(self, topics: frozenset[Topic], rows: frozenset[int]) -> None:
        if not self._session.signed_in or not topics & _TOPICS:
            return
        actor = self._session.actor
        if Topic.LOCATIONS not in topics and rows and actor.account_id not in rows:
            return
        services, home = self._services, self._home
        self._tasks.run(
            self,
            lambda: arrive(services, services.sign_in.actor_for(actor.account_id, actor.desk), home),
            self._judge,
            lambda refusal: self._refused(actor.account_id, refusal),
        )

    def _judge(self, arrival: Arrival) -> None:
        session = self._session
        if self._is_here(arrival.actor.account_id) and (arrival.actor, arrival.centres) != (
            session.actor,
            session.centres,
        ):
            self.changed.emit(arrival)

    def _refused(self, account_id: int, refusal: Refused) -> None:
        # What cannot be reached now is looked at when it is back: then everything may have changed.
        if self._is_here(account_id) and isinstance(refusal, SessionEnded | NotFound):
            self.ended.emit()

    def _is_here(self, account_id: int) -> bool:
        return self._session.signed_in and self._session.actor.account_id == account_id
