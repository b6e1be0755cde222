"""The overview: figures as they read, what they lead to, and the table that is exported."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication, QScrollArea

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.money import Money
from clinic_desktop.services.overview import OverviewService
from clinic_desktop.services.overview.values import Need
from clinic_desktop.ui.admin.figures import delta, percent, relative_delta, short_money, whole_money
from clinic_desktop.ui.messages import words
from clinic_desktop.viewmodels.admin.overview import PeriodChoice
from tests.ui.admin.conftest import ENGLISH, Desk, click
from tests.ui.admin.overview_samples import SampleOverview


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> SampleOverview:
    """Known figures instead of those of the small clinic."""
    sample = SampleOverview()
    monkeypatch.setattr(OverviewService, "overview", lambda _service, *asked: sample.overview(*asked))
    return sample


def test_the_cards_tell_number_change_and_goal(desk: Desk, figures: SampleOverview) -> None:
    cards = desk.page("overview").cards
    assert cards.appointments.accessibleName() == "Appointments, 42, +3, 13 still to come"
    assert cards.slots.accessibleName() == "Slots filled, 86%, +4 pts, vs last Mon"
    assert cards.wait.accessibleName() == "Average wait, 15 min, +3.1 min, goal under 15 min"
    assert cards.no_show.accessibleName() == "No-show rate, 4.1%, −1.2 pts, vs last Mon"
    assert cards.revenue.accessibleName() == "Revenue, ₹38,000, +25%, by now last Mon · ₹34,960 all day"


def test_one_currency_is_shown_at_a_time(desk: Desk, figures: SampleOverview) -> None:
    page = desk.page("overview")
    assert [ranked.name for ranked in page.doctors._lines] == ["Dr Asha Menon", "Dr Imran Sheikh"]
    page._view_model.show_currency("EUR")
    assert page.cards.revenue.accessibleName().startswith("Revenue, €2,280")
    assert [ranked.name for ranked in page.doctors._lines] == ["Dr. Jonas Weber"]
    assert page.revenue.table().rows[0][1] == "€3,480.00"


def test_figures_keep_the_words_of_their_own_period_until_others_have_come(desk: Desk, figures: SampleOverview) -> None:
    page = desk.page("overview")
    page._view_model.show_state(period=PeriodChoice.MONTH, busy=True)
    assert page.period.value() == PeriodChoice.MONTH
    assert page.cards.slots.accessibleName() == "Slots filled, 86%, +4 pts, vs last Mon"


def test_periods_and_centres_ask_for_other_days_and_places(desk: Desk, figures: SampleOverview) -> None:
    page = desk.page("overview")
    page.period.set_value(PeriodChoice.WEEK)
    page.period.chosen.emit(PeriodChoice.WEEK)
    page.centre.popup.picked.emit(desk.clinic.berlin)
    place, first, last = figures.asked[-1]
    assert (place, (last - first).days) == (desk.clinic.berlin, 6)


def test_what_needs_somebody_leads_to_where_it_is_done(desk: Desk, figures: SampleOverview) -> None:
    page = desk.page("overview")
    click(page.needs.buttons[Need.REFUNDS_OWED])
    click(page.needs.buttons[Need.TO_VERIFY])
    assert desk.shell.opened == [("refunds", {"group": "owed"}), ("people", {"practitioner_id": 3})]


def test_the_table_is_exported_with_plain_numbers(desk: Desk, figures: SampleOverview, tmp_path: Path) -> None:
    page = desk.page("overview")
    page.export.write(tmp_path / "overview.csv")
    with (tmp_path / "overview.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["Day", "Revenue INR", "Revenue EUR"]
    assert rows[-1][:3] == ["2026-11-23", "38000.00", "2280.00"]
    assert len(rows) == 31
    assert desk.shell.toasts == ["overview.csv written"]


def test_a_folder_that_is_not_there_is_said_and_nothing_breaks(
    desk: Desk, figures: SampleOverview, tmp_path: Path
) -> None:
    page = desk.page("overview")
    page.export.write(tmp_path / "nowhere" / "overview.csv")
    assert [words(refusal) for refusal in desk.shell.refusals] == [
        "overview.csv could not be written: that folder is not there."
    ]


def test_a_clinic_on_its_first_morning_says_so_instead_of_empty_charts(desk: Desk, figures: SampleOverview) -> None:
    figures.is_empty = True
    page = desk.page("overview")
    assert page._no_heat.isVisibleTo(page) and page._no_doctors.isVisibleTo(page) and page._no_money.isVisibleTo(page)
    assert page.cards.no_show.accessibleName() == "No-show rate, –, 0 of 0"


def test_a_clinic_that_is_open_day_and_night_fits_into_a_small_window(desk: Desk, figures: SampleOverview) -> None:
    figures.hours = range(24)
    page = desk.page("overview")
    scrolled = next(area for area in page.findChildren(QScrollArea) if area.isVisible())
    QCoreApplication.sendPostedEvents()
    assert scrolled.widget().width() <= scrolled.viewport().width()
    assert not page.heat.grab().isNull()


def test_the_real_figures_of_the_small_clinic_are_shown(desk: Desk) -> None:
    page = desk.page("overview")
    assert page.content.isVisible()
    assert page.note.whole_text() == "Mon 23 Nov, 11:00\u00a0am"


def test_a_desk_that_may_not_see_figures_is_told(desk: Desk) -> None:
    desk.sit_down(desk.clinic.front_desk)
    page = desk.page("overview")
    assert page._trouble.isVisible()


def test_copying_a_chart_puts_its_numbers_on_the_clipboard(desk: Desk, figures: SampleOverview) -> None:
    page = desk.page("overview")
    page.weekday_panel.copy()
    first = QApplication.clipboard().text().splitlines()[1]
    assert first == "Mon\t58\t4\t6"
    assert AppointmentState.COMPLETED in page._view_model.state.view.weekdays[0].states


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(3_850_049, "INR", "₹38,500"), (1200, "JPY", "¥1,200"), (1_250_500, "BHD", "BHD\u00a01,250")],
)
def test_whole_amounts_have_no_decimals(minor: int, currency: str, text: str) -> None:
    assert whole_money(Money(minor, currency), ENGLISH) == text


def test_axis_amounts_are_short() -> None:
    assert [short_money(minor, "INR", ENGLISH) for minor in (0, 50_000, 7_500_000, 125_000_000)] == [
        "₹0", "₹500", "₹75k", "₹1.3M",
    ]  # fmt: skip


def test_changes_say_their_direction_and_whether_it_is_good() -> None:
    locale: QLocale = ENGLISH
    assert relative_delta(110, 100, locale).text == "+10%"
    assert relative_delta(110, 0, locale).text == ""
    falling = delta(3, 5, "{change} min", locale, more_is_good=False)
    assert (falling.text, falling.rising, falling.good) == ("−2 min", False, True)
    assert delta(3.01, 3, "{change}", locale).text == "unchanged"
    assert percent(None, locale) == "–"
