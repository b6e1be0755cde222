"""The clinic's logo for its papers: chosen, taken away, put back."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import FileDamaged, FileNotAllowed, FileTooLarge, Refused
from clinic_desktop.integrations.logo import prepared_logo
from clinic_desktop.services.locations import LocationService
from clinic_desktop.services.pictures import ClinicPictures
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class LogoState:
    """``content`` is the logo as a PNG, empty where there is none; ``problem`` is why the last file was not taken."""

    content: bytes = b""
    busy: bool = False
    problem: Refused | None = None


class LogoViewModel(ViewModel[LogoState]):
    """What is chosen is kept at once; ``kept`` carries the logo that was there before, to be put back."""

    kept = Signal(bytes)

    def __init__(self, session: Session, locations: LocationService, pictures: ClinicPictures, tasks: Runner) -> None:
        super().__init__(LogoState(), tasks)
        self._session, self._locations, self._pictures = session, locations, pictures

    def load(self) -> None:
        """Reads the logo again."""
        self.ask(self._locations.logo, lambda content: self.show_state(content=content), question="logo")

    def choose(self, path: Path) -> None:
        """Takes a picture file for the logo."""
        if self.state.busy:
            return
        self.show_state(busy=True, problem=None)
        actor = self._session.actor

        def work() -> bytes:
            return self._locations.save_logo(actor, prepared_logo(path, self._pictures.limit_bytes()))

        self.ask(work, self._kept, self._refused)

    def put(self, content: bytes) -> None:
        """Makes that the logo which was it before; nothing takes the logo away."""
        if self.state.busy:
            return
        self.show_state(busy=True, problem=None)
        actor = self._session.actor
        self.ask(lambda: self._locations.save_logo(actor, content), self._kept, self._refused)

    def _kept(self, former: bytes) -> None:
        self.show_state(busy=False)
        self.kept.emit(former)
        self.load()

    def _refused(self, refusal: Refused) -> None:
        if isinstance(refusal, FileDamaged | FileNotAllowed | FileTooLarge):
            self.show_state(busy=False, problem=refusal)
            return
        self.show_state(busy=False)
        self.refused.emit(refusal)
