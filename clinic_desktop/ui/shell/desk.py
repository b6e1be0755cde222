"""The desk once its database is open: who signs in, who works, and who is locked out."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from clinic_desktop.background import garbage
from clinic_desktop.domain.permissions import Actor, Permission, permits
from clinic_desktop.ui.formats import time_text
from clinic_desktop.ui.kit.dialog import ask
from clinic_desktop.ui.shell.desk_parts import DeskParts
from clinic_desktop.ui.shell.lock import Lock
from clinic_desktop.ui.shell.seat import Seat
from clinic_desktop.ui.shell.sign_in_page import SignInPage
from clinic_desktop.ui.shell.workspace import Workspace
from clinic_desktop.viewmodels.shell.arrival import Arrival
from clinic_desktop.viewmodels.shell.news import News
from clinic_desktop.viewmodels.shell.sign_in import SignInViewModel
from clinic_desktop.viewmodels.shell.standing import Standing
from clinic_desktop.viewmodels.undo import UndoStack

# Imported when it is first wanted: the board is there sooner without it.
if TYPE_CHECKING:
    from clinic_desktop.ui.omnibox.overlay import Omnibox

__all__ = ["Desk", "DeskParts"]

# Milliseconds until what a person left is gone.
_GONE = 500
# Milliseconds after which the board is painted, and nobody has pressed a key yet.
_PAINTED = 600


class Desk(QObject):
    """Shows one of sign-in page, workspace and lock page. Each person has a workspace of their own, so that nothing of
    one is left for the next; one with unsaved work is kept until its person comes back."""

    def __init__(self, parts: DeskParts) -> None:
        super().__init__()
        self._parts = parts
        self._connected = True
        self._seats: dict[int, Seat] = {}
        self._sign_in_page: SignInPage | None = None
        self.news = News(parts.session.clock)
        self.undo = UndoStack()
        settings = parts.computer.settings
        self.sign_in = SignInViewModel(parts.services, parts.tasks.database, settings.desk, settings.home_location_id)
        self.sign_in.arrived.connect(self._arrived)
        self._lock = Lock(parts.theme, parts.window, self.sign_in, self)
        self._lock.idle.connect(self.lock)
        self._lock.overdue.connect(self._end_session)
        self._lock.change_wanted.connect(self.show_sign_in)
        standing = Standing(
            parts.session, parts.services, parts.tasks.database, parts.hub, settings.home_location_id, self
        )
        standing.changed.connect(self._stand_anew)
        standing.ended.connect(self._close_account)
        self._ahead = QTimer(self, singleShot=True, interval=_PAINTED)
        self._ahead.timeout.connect(self._get_ready)
        parts.hub.connection_changed.connect(self._on_connection)
        parts.session.changed.connect(self._remember_centre)

    # --- What app, tests and tour ask ------------------------------------------------------------------------------

    @property
    def seat(self) -> Seat:
        """What the person who is signed in has here; refuses with NotSignedIn where there is none."""
        return self._seats[self._parts.session.actor.account_id]

    @property
    def workspace(self) -> Workspace:
        """The workspace of the person who is signed in; refuses with NotSignedIn where there is none."""
        return self.seat.workspace

    @property
    def omnibox(self) -> "Omnibox":
        """The omnibox of the workspace in use, made when it is first wanted."""
        return self.seat.omnibox

    @property
    def locked(self) -> bool:
        """Whether the lock is in view, or the sign-in of somebody else over it."""
        return self._lock.is_down

    def show_sign_in(self, note: str = "", login: str = "") -> None:
        """Shows the sign-in page, empty."""
        if self._sign_in_page is None:
            page = SignInPage(self._parts.theme, self.sign_in, self._parts.beginning.clinic_name)
            page.back_wanted.connect(self._back_to_lock)
            self._sign_in_page = page
        self._sign_in_page.show_connection(self._connected)
        self._sign_in_page.prepare(note, back=self._lock.is_down, login=login)
        self._parts.window.show_page(self._sign_in_page)

    def lock(self) -> None:
        """Hides the work until the same person, or another one, proves who they are."""
        now = self._parts.session.now() if self._parts.session.signed_in else None
        if now is not None:
            self._lock_with(self.tr("Locked at {time}").format(time=time_text(now, self._parts.locale)))

    def sign_out(self) -> None:
        """Ends the person's session; asks first where something is not saved."""
        workspace = self.workspace
        if workspace.has_unsaved():
            question = self.tr("Sign out and lose what is not saved?")
            detail = self.tr("Something you typed has not been saved yet.")
            asked = ask(
                self._parts.theme, workspace, question, detail, self.tr("Keep working"), self.tr("Lose it and sign out")
            )
            asked.acted.connect(self._sign_out)
        else:
            self._sign_out()

    def has_unsaved(self) -> bool:
        """Whether quitting would lose something that anybody typed at this desk."""
        return any(seat.workspace.has_unsaved() for seat in self._seats.values())

    def close(self) -> None:
        """Throws everything away: the program ends, or opens another database."""
        self._lock.rest()
        if self._parts.session.signed_in:
            self._parts.session.end()
        for seat in self._seats.values():
            self._drop(seat)
        self._seats.clear()
        self._lock.lift()
        if self._sign_in_page is not None:
            self._parts.window.drop_page(self._sign_in_page)
            self._sign_in_page = None

    # --- Coming and going ------------------------------------------------------------------------------------------

    def _arrived(self, arrival: Arrival) -> None:
        self._lock.lift()
        session = self._parts.session
        account_id = arrival.actor.account_id
        same = session.signed_in and session.actor.account_id == account_id
        if not same:
            self._put_away_others(account_id)
            self.undo.forget()
            self.news.forget()
        kept = self._seats.get(account_id)
        if kept is not None and kept.role is not arrival.actor.role:
            # Its pages are those of another role, and so is what could be undone on them.
            self._forget(account_id)
            self.undo.forget()
            kept = None
        seat = kept or self._make_seat(arrival.actor)
        self._begin(arrival)
        self._parts.window.show_page(seat.workspace)
        self._lock.watch(arrival.lock_minutes, arrival.session_hours)
        if kept is None:
            seat.workspace.start()
            if permits(arrival.actor, Permission.TAKE_PAYMENT):
                self._ahead.start()
        else:
            seat.workspace.wake()
        self._lock.uncover(seat.workspace)

    def _get_ready(self) -> None:
        self._parts.tasks.slow.run(self, self._parts.services.get_ready, lambda _: None, lambda _: None)

    def _begin(self, arrival: Arrival) -> None:
        """The person works at the centre that they looked at, where it is still theirs."""
        session = self._parts.session
        same = session.signed_in and session.actor.account_id == arrival.actor.account_id
        here = session.centre.id if same else None
        centre = next((centre for centre in arrival.centres if centre.id == here), arrival.centre)
        session.begin(arrival.actor, arrival.centres, centre)

    def _stand_anew(self, arrival: Arrival) -> None:
        """An admin changed who the person is. Behind the lock it is looked up anyway by whoever comes back."""
        if self._lock.is_down:
            return
        if arrival.actor.role is self._parts.session.actor.role:
            self._begin(arrival)
        else:
            self._lock_with(self.tr("Your role here has changed. Enter your password to go on."))

    def _close_account(self) -> None:
        self._lock_with(self.tr("Your account may no longer be used here. Ask an admin of the clinic."))

    def _make_seat(self, actor: Actor) -> Seat:
        seat = Seat(self._parts, self.sign_in, self.undo, self.news, role=actor.role, connected=self._connected)
        seat.lock_wanted.connect(self.lock)
        seat.change_wanted.connect(self._change_person)
        seat.sign_out_wanted.connect(self.sign_out)
        seat.session_ended.connect(self._end_session)
        self._seats[actor.account_id] = seat
        return seat

    def _put_away_others(self, account_id: int) -> None:
        for owner, seat in tuple(self._seats.items()):
            if owner != account_id and not seat.workspace.has_unsaved():
                self._forget(owner)

    def _lock_with(self, note: str) -> None:
        if not self._lock.is_down:
            self.seat.close_omnibox()
            self._lock.fall(self.workspace, self._parts.session.actor, note)

    def _back_to_lock(self) -> None:
        if self._lock.is_down:
            self.sign_in.reset()
            self._lock.show_page()

    def _change_person(self) -> None:
        self.lock()
        self.show_sign_in()

    def _end_session(self) -> None:
        if not self._parts.session.signed_in:
            return
        self._lock.lift()
        self._lock_with(self.tr("You have been signed in for long. Enter your password to go on; your work is kept."))

    def _sign_out(self) -> None:
        self._lock.rest()
        account_id = self._parts.session.actor.account_id
        self.show_sign_in()
        self._forget(account_id)
        self._parts.session.end()
        self.undo.forget()
        self.news.forget()

    def _forget(self, account_id: int) -> None:
        """Throws away all that was made for a person."""
        self._drop(self._seats.pop(account_id))
        QTimer.singleShot(_GONE, garbage.clear_away)

    def _drop(self, seat: Seat) -> None:
        seat.workspace.forget_pages()
        self._parts.window.drop_page(seat.workspace)

    def _remember_centre(self) -> None:
        session = self._parts.session
        if session.signed_in and len(session.centres) > 1 and session.actor.patient_id is None:
            self._parts.computer.change(home_location_id=session.centre.id)
            self.sign_in.home_location_id = session.centre.id

    def _on_connection(self, connected: bool) -> None:
        self._connected = connected
        if self._sign_in_page is not None:
            self._sign_in_page.show_connection(connected)
