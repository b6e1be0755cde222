"""Saying what was done to a visit together with what the patient is told of it, and until when that can be undone."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clinic_desktop.ui.mail_words import waits_words
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.viewmodels.appointments.telling import TellingViewModel
from clinic_desktop.viewmodels.undo import Action

if TYPE_CHECKING:
    from clinic_desktop.services.messages.values import Leaving


class ToldToast(QObject):
    """A toast that also says when the message leaves, or that the patient has no address."""

    def __init__(self, telling: TellingViewModel, shell: Shell) -> None:
        super().__init__()
        self._telling, self._shell = telling, shell
        telling.setParent(self)

    def say(self, text: str, undo: Action | None, *appointment_ids: int) -> None:
        """Says what was done to these visits; ``undo`` goes onto the undo stack as with any toast."""
        self._telling.look(appointment_ids, lambda leaving: self._shell.toast(joined(text, self._told(leaving)), undo))

    def say_written(self, text: str, appointment_id: int | None) -> None:
        """Says that a message was written at a person's wish; where no mail goes out from this clinic, that nothing
        was sent. With a visit's number the toast also says when it leaves."""

        def say(sends_nothing: bool) -> None:
            if sends_nothing:
                self._shell.toast(waits_words(), trouble=True)
            elif appointment_id is None:
                self._shell.toast(text)
            else:
                self.say(text, None, appointment_id)

        self._telling.ask_mail(say)

    def _told(self, leaving: "Leaving | None") -> str:
        if leaving is None:
            return ""
        if leaving.due_at is None:
            return self.tr("no email address: tell them yourself")
        seconds = self._telling.seconds(leaving)
        if not seconds:
            return self.tr("message leaves now")
        return self.tr("message leaves in {seconds} s").format(seconds=seconds)
