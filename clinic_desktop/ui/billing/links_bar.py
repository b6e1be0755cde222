"""The bar above the list of payment links: how they stand, of which days, by which gateway, whose."""

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.services.checkout.values import LinkTotal
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.fields import ChoiceField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.two_row_bar import TwoRowBar
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.links import LinkDays, LinksShown, LinksState


class LinksBar(TwoRowBar):
    """Signals carry what was chosen."""

    shown_chosen = Signal(object)
    days_chosen = Signal(object)
    gateway_chosen = Signal(object)
    everywhere_chosen = Signal(bool)
    searched = Signal(str)

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__(theme, tr("Links"))
        self._locale = locale
        self.shown = Segmented(
            theme,
            (
                Choice(LinksShown.ALL, tr("All")),
                Choice(LinksShown.WAITING, tr("Waiting"), icon="hourglass"),
                Choice(LinksShown.PROCESSING, tr("At the bank")),
                Choice(LinksShown.PAID, tr("Paid")),
                Choice(LinksShown.ENDED, tr("Ended")),
                Choice(LinksShown.FAILED, tr("Failed")),
            ),
            tr("State"),
        )
        self.search = SearchField(theme, tr("Find a link"), tr("Name or number"), "F3")
        self.days = Segmented(
            theme,
            (
                Choice(LinkDays.TODAY, tr("Today")),
                Choice(LinkDays.WEEK, tr("7 days")),
                Choice(LinkDays.MONTH, tr("30 days")),
                Choice(LinkDays.ALL, tr("All days")),
            ),
            tr("Asked for"),
        )
        gateways = tuple(Choice(name, gateway_text(name)) for name in GatewayName)
        self.gateway = ChoiceField(theme, "", (Choice("", tr("All gateways")), *gateways), tr("Gateway"))
        self.everywhere = CheckBox(theme, tr("All centres"))
        self._totals = PlainLabel(theme, role="muted", wrap=True)
        self._lay_out()
        self.shown.chosen.connect(self.shown_chosen)
        self.days.chosen.connect(self.days_chosen)
        self.gateway.chosen.connect(lambda value: self.gateway_chosen.emit(value or None))
        self.everywhere.clicked.connect(self.everywhere_chosen)
        self.search.searched.connect(self.searched)

    def show_state(self, state: LinksState, several_centres: bool) -> None:
        """Shows what is in view."""
        self.shown.set_value(state.shown)
        self.days.set_value(state.days)
        self.gateway.set_value(state.gateway or "")
        self.everywhere.setChecked(state.everywhere)
        self.everywhere.setVisible(several_centres)
        totals = state.found.totals if state.found is not None else ()
        self._totals.set_text(" · ".join(self._total(total) for total in totals))
        self._totals.setVisible(bool(totals))

    def _total(self, total: LinkTotal) -> str:
        text = QCoreApplication.translate("Billing", "%Ln links over {asked}, {paid} paid", "", total.count)
        return text.format(asked=money_text(total.asked, self._locale), paid=money_text(total.paid, self._locale))

    def _lay_out(self) -> None:
        self.first_part.addWidget(self.shown)
        self.first_part.addStretch(1)
        self.upper_row.addWidget(self.search, 1)
        filters = QHBoxLayout()
        filters.setSpacing(Space.S)
        for widget in (self.days, self.gateway, self.everywhere):
            filters.addWidget(widget)
        filters.addStretch(1)
        self.lower_row.setSpacing(Space.M)
        self.lower_row.addLayout(filters)
        self.lower_row.addWidget(self._totals, 1)
