"""Trying mail settings out before they are saved, and keeping the account's password on this computer."""

from dataclasses import dataclass

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.mail_address import for_server
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.messages.service import MessageService
from clinic_desktop.services.messages.values import MailTest
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class MailTrialState:
    """``password`` was typed and not kept; empty means the one that this computer has. ``kept`` says whether it went
    into the key store, None where nothing was kept yet. ``tried`` are the settings that ``result`` is about."""

    password: str = ""
    to: str = ""
    problem: str = ""
    keeping: bool = False
    kept: bool | None = None
    trying: bool = False
    tried: ClinicSettings | None = None
    result: MailTest | None = None


class MailTrialViewModel(ViewModel[MailTrialState]):
    """Nothing of what is typed here is stored in the database."""

    def __init__(self, session: Session, messages: MessageService, tasks: Runner) -> None:
        super().__init__(MailTrialState(), tasks)
        self._session, self._messages = session, messages

    def type_password(self, password: str) -> None:
        """Another password; an empty one means the one that is kept."""
        self.show_state(password=password, kept=None)

    def type_address(self, to: str) -> None:
        """Where the test goes."""
        self.show_state(to=to.strip(), problem="")

    def keep(self, settings: ClinicSettings) -> None:
        """Keeps the typed password for those settings in this computer's key store."""
        password, actor = self.state.password, self._session.actor
        if not password or self.state.keeping:
            return
        self.show_state(keeping=True)
        self.ask(
            lambda: self._messages.keep_password(actor, settings, password),
            lambda kept: self.show_state(keeping=False, kept=kept, password=""),
            self._not_kept,
        )

    def send_test(self, settings: ClinicSettings) -> None:
        """Sends a test letter with those settings; takes up to half a minute."""
        state, actor = self.state, self._session.actor
        if state.trying:
            return
        problem = "required" if not state.to else "" if for_server(state.to) else "not_an_email"
        if problem:
            self.show_state(problem=problem)
            return
        self.show_state(trying=True, problem="", result=None, tried=settings)
        self.ask(
            lambda: self._messages.test_mail(actor, settings, state.password or None, state.to),
            lambda result: self.show_state(trying=False, result=result),
            self._not_tried,
        )

    def _not_kept(self, refusal: Refused) -> None:
        self.show_state(keeping=False)
        self.refused.emit(refusal)

    def _not_tried(self, refusal: Refused) -> None:
        self.show_state(trying=False)
        self.refused.emit(refusal)
