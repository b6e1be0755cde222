"""What is asked before something is done to a refund, and what is said once it is done."""

from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.services.billing.refund_listing import RefundRow
from clinic_desktop.services.billing.values import RefundView
from clinic_desktop.ui.billing.reason_dialog import ask_another_way, ask_reason
from clinic_desktop.ui.billing.refund_words import tr, way_word, why_text
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.dialog import ask
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.billing.refunds import RefundsViewModel


class RefundQuestions:
    """Each asks about the refund in view, over ``parent``, where that may be done to it now; the answer holds for that
    refund whatever comes into view meanwhile."""

    def __init__(self, theme: Theme, model: RefundsViewModel, locale: QLocale, parent: QWidget) -> None:
        self._theme, self._model, self._locale, self._parent = theme, model, locale, parent

    def approve(self) -> None:
        """Whether it may go back."""
        row = self._model.state.selected
        if row is None or not self._model.state.acts.approve:
            return
        question = tr("Give {amount} back to {name}?").format(amount=self._money(row), name=isolated(row.patient_name))
        detail = tr("{way}. {who} asked for it: {reason}").format(
            way=way_word(row.method, row.gateway), who=isolated(row.made_by), reason=isolated(why_text(row))
        )
        # Money leaves, so the safe answer has the focus; nothing is deleted, so nothing is red.
        asked = ask(self._theme, self._parent, question, detail, tr("Not now"), tr("Approve"), danger=False)
        asked.acted.connect(partial(self._model.approve, row))

    def reject(self) -> None:
        """Why it may not."""
        row = self._model.state.selected
        if row is not None and self._model.state.acts.reject:
            ask_reason(
                self._theme, self._parent, tr("Reject this refund?"),
                tr("Nothing has moved. Who asked for it reads your reason."), tr("Reason"), tr("Keep it"),
                tr("Reject"), partial(self._model.reject, row), danger=True,
            )  # fmt: skip

    def take_back(self) -> None:
        """Why it is not to go back after all."""
        row = self._model.state.selected
        if row is not None and self._model.state.acts.take_back:
            ask_reason(
                self._theme, self._parent, tr("Take this refund back?"),
                tr("It has not left yet. The price becomes what it was before."), tr("Reason"), tr("Keep it"),
                tr("Take back"), partial(self._model.take_back, row), danger=True,
            )  # fmt: skip

    def handed(self) -> None:
        """Whether the patient has it, and by what number that can be found."""
        row = self._model.state.selected
        if row is None or not self._model.state.acts.hand_back:
            return
        question = tr("Has {name} got {amount} back?").format(name=isolated(row.patient_name), amount=self._money(row))
        labels = {
            PaymentMethod.CASH: ("", tr("Say so once the cash is in their hand. It comes out of this desk's till.")),
            PaymentMethod.CARD: (tr("Number on the terminal's slip"), tr("The refund was made at the terminal.")),
        }
        label, detail = labels.get(row.method, (tr("Reference of the transfer"), tr("The money has been sent.")))
        ask_reason(
            self._theme, self._parent, question, detail, label, tr("Not yet"), tr("Given back"),
            partial(self._model.confirm, row),
        )  # fmt: skip

    def other_way(self) -> None:
        """By which way else, and why."""
        row = self._model.state.selected
        if row is not None and self._model.state.acts.another_way:
            ask_another_way(self._theme, self._parent, self._model.other_ways(), partial(self._model.another_way, row))

    def _money(self, row: RefundRow) -> str:
        return money_text(row.amount, self._locale)


def done_text(what: str, refund: RefundView, locale: QLocale) -> str:
    """What the view-model's ``done`` says, in words."""
    texts = {
        "approve": tr("{amount} approved"),
        "reject": tr("{amount} rejected: nothing goes back"),
        "take_back": tr("{amount} taken back: nothing goes back"),
        "confirm": tr("{amount} given back"),
        "another_way": tr("{amount} is to be handed back by the desk"),
        "send_again": tr("{amount} is sent again"),
    }
    return texts[what].format(amount=money_text(refund.amount, locale))
