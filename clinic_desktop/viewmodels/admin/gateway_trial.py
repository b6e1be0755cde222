"""Keeping a gateway's keys on this computer, and trying them out before or after."""

from dataclasses import dataclass, field

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused, Invalid, Refused
from clinic_desktop.domain.gateway_keys import GatewayKeys
from clinic_desktop.domain.gateways import GatewayAccount
from clinic_desktop.services.checkout.accounts import GatewayAccounts, GatewayStanding
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class GatewayTrialState:
    """``keys`` were typed and not kept; what is empty means what this computer has. ``kept`` says whether they went
    into the key store, None where nothing was kept yet. ``account`` or ``refusal`` is what the last test found."""

    standing: GatewayStanding | None = None
    keys: GatewayKeys = field(default_factory=GatewayKeys)
    problems: dict[str, str] = field(default_factory=dict)
    keeping: bool = False
    kept: bool | None = None
    trying: bool = False
    account: GatewayAccount | None = None
    refusal: GatewayRefused | None = None


class GatewayTrialViewModel(ViewModel[GatewayTrialState]):
    """One gateway. Nothing of what is typed here is stored in the database."""

    def __init__(self, name: GatewayName, session: Session, accounts: GatewayAccounts, tasks: Runner) -> None:
        super().__init__(GatewayTrialState(), tasks)
        self.name = name
        self._session, self._accounts = session, accounts

    def load(self) -> None:
        """Asks what this computer has; what was typed is not touched."""
        actor = self._session.actor
        self.ask(lambda: self._accounts.standing(actor), self._loaded, question="load")

    def type_keys(self, keys: GatewayKeys) -> None:
        """Other keys; empty ones mean those that this computer has."""
        self.show_state(keys=keys, problems={}, kept=None, account=None, refusal=None)

    def keep(self) -> None:
        """Keeps what was typed in this computer's key store."""
        state, actor, name = self.state, self._session.actor, self.name
        if state.keeping or state.keys == GatewayKeys():
            return
        self.show_state(keeping=True, problems={})
        self.ask(lambda: self._accounts.keep(actor, name, state.keys), self._kept, self._not_kept)

    def forget(self) -> None:
        """Takes the keys from this computer."""
        actor, name = self._session.actor, self.name
        self.ask(lambda: self._accounts.forget(actor, name), self._forgotten)

    def test(self) -> None:
        """Asks the gateway whether the keys work, typed or kept; takes up to a minute where it stalls."""
        state, actor, name = self.state, self._session.actor, self.name
        if state.trying:
            return
        self.show_state(trying=True, problems={}, account=None, refusal=None)
        self.ask(lambda: self._accounts.check(actor, name, state.keys), self._works, self._works_not)

    def _loaded(self, standings: tuple[GatewayStanding, ...]) -> None:
        self.show_state(standing=next(one for one in standings if one.name == self.name))

    def _kept(self, kept: bool) -> None:
        self.show_state(keeping=False, kept=kept, keys=GatewayKeys(), account=None, refusal=None)
        self.load()

    def _not_kept(self, refusal: Refused) -> None:
        problems = refusal.problems if isinstance(refusal, Invalid) else {}
        self.show_state(keeping=False, problems=problems)
        if not problems:
            self.refused.emit(refusal)

    def _forgotten(self, _nothing: None) -> None:
        self.show_state(kept=None, account=None, refusal=None)
        self.load()

    def _works(self, account: GatewayAccount) -> None:
        self.show_state(trying=False, account=account)

    def _works_not(self, refusal: Refused) -> None:
        self.show_state(trying=False)
        if isinstance(refusal, GatewayRefused):
            self.show_state(refusal=refusal)
        elif isinstance(refusal, Invalid):
            self.show_state(problems=refusal.problems)
        else:
            self.refused.emit(refusal)
