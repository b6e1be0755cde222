"""The columns of the lists of findings and of comparisons with a gateway."""

from PySide6.QtCore import QLocale

from clinic_desktop.domain.codes import FindingState
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.finding_values import FindingRow, ReconciliationView
from clinic_desktop.ui.billing.finding_words import compared_text, kind_look, kind_word, plural, resolution_word, tr
from clinic_desktop.ui.formats import money_text, weekday_date
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.ui.kit.table_rows import FACT_TONES, Cell, Column
from clinic_desktop.ui.outbox.words import moment_text
from clinic_desktop.viewmodels.session import Session

WHAT, PATIENT, OURS, THEIRS = range(4)
WIDTHS = (230, 230, 130, 130)
RUN_WIDTHS = (190, 200, 150, 420)
RUN_SUMS = 3


class FindingColumns:
    """Puts findings and comparisons into words, on the clock of the centre in view."""

    def __init__(self, session: Session, locale: QLocale) -> None:
        self._session, self._locale = session, locale

    def findings(self) -> tuple[Column[FindingRow], ...]:
        """In the order of WHAT to THEIRS."""
        return (
            Column(tr("What"), self._what),
            Column(tr("Patient"), self._patient),
            Column(tr("Ours"), lambda row: self._money(row.ours), number=True),
            Column(tr("Theirs"), lambda row: self._money(row.theirs), number=True),
        )

    def runs(self) -> tuple[Column[ReconciliationView], ...]:
        """What was compared when, and what came of it."""
        return (
            Column(tr("Compared"), self._run),
            Column(tr("Days"), self._days),
            Column(tr("Result"), self._result),
            Column(tr("Sums"), self._sums),
        )

    def _money(self, amount: Money | None) -> Cell:
        return Cell("–" if amount is None else money_text(amount, self._locale))

    def _what(self, row: FindingRow) -> Cell:
        icon, tone = kind_look(row.kind)
        when = moment_text(row.found_at, self._session.now(), self._locale)
        if row.state is FindingState.RESOLVED:
            return Cell(kind_word(row.kind), resolution_word(row.resolution), icon="circle-check", tone="ok")
        gateway = gateway_text(row.gateway) if row.gateway is not None else ""
        detail = tr("{gateway} · {when}").format(gateway=gateway, when=when) if gateway else when
        return Cell(kind_word(row.kind), detail, icon=icon, tone=FACT_TONES[tone])

    def _patient(self, row: FindingRow) -> Cell:
        name = row.patient_name or tr("not known")
        return Cell(name, row.receipt_number or row.gateway_id, person=row.patient_name)

    def _run(self, run: ReconciliationView) -> Cell:
        when = moment_text(run.run_at, self._session.now(), self._locale)
        return Cell(gateway_text(run.gateway), tr("{when} · {who}").format(when=when, who=run.run_by), strong=True)

    def _days(self, run: ReconciliationView) -> Cell:
        zone = self._session.centre.zone
        first, last = run.since.astimezone(zone).date(), run.until.astimezone(zone).date()
        # The end is the first moment of the next day.
        return Cell(weekday_date(first, self._locale), plural("%Ln days", max((last - first).days, 1)))

    def _result(self, run: ReconciliationView) -> Cell:
        differing = sum(sums.differing for sums in run.currencies)
        if differing:
            return Cell(plural("%Ln differences", differing), icon="triangle-alert", tone="warn")
        return Cell(tr("Agrees"), icon="circle-check", tone="ok")

    def _sums(self, run: ReconciliationView) -> Cell:
        return Cell(" ".join(compared_text(sums, self._locale) for sums in run.currencies))
