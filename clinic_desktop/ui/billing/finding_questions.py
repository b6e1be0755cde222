"""What is asked before something is done about a finding."""

from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.services.billing.finding_values import FindingChoice, FindingRow
from clinic_desktop.ui.billing.attach_dialog import AttachDialog
from clinic_desktop.ui.billing.finding_words import advice, meaning, tr
from clinic_desktop.ui.billing.reason_dialog import ask_another_way, ask_reason
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.billing.findings import FindingsViewModel

_BY_HAND = (PaymentMethod.CASH, PaymentMethod.UPI, PaymentMethod.BANK_TRANSFER)


class FindingQuestions:
    """Each asks about the finding in view, over ``parent``, where that may be done about it now; the answer holds for
    that finding whatever comes into view meanwhile."""

    def __init__(self, theme: Theme, model: FindingsViewModel, locale: QLocale, parent: QWidget) -> None:
        self._theme, self._model, self._locale, self._parent = theme, model, locale, parent

    def accept(self) -> None:
        """Whether the money is for the visit."""
        row = self._in_view(FindingChoice.ACCEPT)
        if row is not None:
            ask_reason(
                self._theme, self._parent, tr("Accept {amount} for this visit?").format(amount=self._money(row)),
                advice(row, self._locale), tr("Note (optional)"), tr("Not now"), tr("Accept"),
                partial(self._model.accept, row), needed=False,
            )  # fmt: skip

    def give_back(self) -> None:
        """Why the money goes back."""
        row = self._in_view(FindingChoice.GIVE_BACK)
        if row is not None:
            ask_reason(
                self._theme, self._parent, tr("Give {amount} back to who paid it?").format(amount=self._money(row)),
                tr("It goes back the way it came. It takes some days to arrive."), tr("Reason"), tr("Not now"),
                tr("Give back"), partial(self._model.give_back, row), danger=True,
            )  # fmt: skip

    def another_way(self) -> None:
        """By which way else, and why."""
        row = self._in_view(FindingChoice.ANOTHER_WAY)
        if row is not None:
            ask_another_way(self._theme, self._parent, _BY_HAND, partial(self._model.another_way, row))

    def attach(self, zone: ZoneInfo) -> None:
        """To which visit the money belongs; times are on the clock of ``zone``."""
        row = self._in_view(FindingChoice.ATTACH)
        if row is None or row.theirs is None:
            return
        dialog = AttachDialog(self._theme, row.theirs, zone, self._locale, self._parent)
        dialog.searched.connect(partial(self._model.find_targets, row))
        dialog.chosen.connect(partial(self._model.attach, row))
        self._model.found_targets.connect(dialog.show_targets)
        dialog.open()
        self._model.find_targets(row, "")

    def mark_seen(self) -> None:
        """Why nothing else has to be done."""
        row = self._in_view(FindingChoice.SEEN)
        if row is not None:
            ask_reason(
                self._theme, self._parent, tr("Is there nothing else to do?"), meaning(row, self._locale),
                tr("Why it is all right"), tr("Not now"), tr("Seen"), partial(self._model.mark_seen, row),
            )  # fmt: skip

    def _in_view(self, choice: FindingChoice) -> FindingRow | None:
        return self._model.state.selected if self._model.may(choice) else None

    def _money(self, row: FindingRow) -> str:
        return money_text(row.theirs, self._locale) if row.theirs is not None else ""
