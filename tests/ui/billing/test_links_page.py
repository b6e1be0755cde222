"""The page of payment links: what it lists, how it is narrowed, and what is done with a row, by keys and by clicks."""

from PySide6.QtCore import Qt

from clinic_desktop.domain.codes import GatewayName, LinkEnd, LinkState
from clinic_desktop.services.checkout.values import LinkView
from clinic_desktop.ui.billing.links import LinksScreen
from clinic_desktop.ui.billing.take_payment import TakePaymentDock
from clinic_desktop.ui.kit.dialog import Question
from clinic_desktop.viewmodels.billing.link_pay_state import LinkPhase
from clinic_desktop.viewmodels.billing.links import LinkDays, LinksShown
from tests.ui.appointments.reception import ReceptionDesk
from tests.ui.billing.conftest import Till, give_address, give_mail_server
from tests.ui.billing.test_take_payment import dock


def asked(till: Till, patient: int = 4, doctor: int = 0) -> LinkView:
    """A walk-in who was asked to pay online."""
    done = till.desk.walk_in(patient=patient, doctor=doctor)
    return till.desk.services.checkout.ask(till.desk.actor, done.appointment.id)


def opened(desk: ReceptionDesk) -> LinksScreen:
    desk.workspace.open("links")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, LinksScreen)
    return page


def texts(page: LinksScreen, column: int) -> list[str]:
    model = page.table.model()
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_a_desk_without_links_is_told_how_one_is_made(desk: ReceptionDesk) -> None:
    page = opened(desk)
    assert page._pages.currentWidget() is page._empty
    assert page._empty.isVisible()


def test_a_link_is_listed_with_its_amount_its_state_and_who_asked(paid_online: Till) -> None:
    link = asked(paid_online)
    page = opened(paid_online.desk)
    assert texts(page, 1) == ["Zoë Müller"]
    assert texts(page, 2) == ["₹500.00"]
    assert texts(page, 3) == ["Waiting for payment"]
    assert texts(page, 5) == [link.created_by]
    assert texts(page, 6) == ["Razorpay"]
    assert page.bar._totals.whole_text() == "1 link over ₹500.00, ₹0.00 paid"


def test_the_row_that_the_keys_are_on_can_be_acted_on_at_once(paid_online: Till) -> None:
    asked(paid_online)
    page = opened(paid_online.desk)
    assert page.table.selected_id() == page._model.state.selected_id
    assert page.look.isVisible()


def test_the_page_follows_what_is_paid(paid_online: Till) -> None:
    link = asked(paid_online)
    page = opened(paid_online.desk)
    paid_online.pay(link.id)
    assert texts(page, 3) == ["Paid"]
    assert page.bar._totals.whole_text() == "1 link over ₹500.00, ₹500.00 paid"


def test_money_that_came_after_the_end_is_said_in_the_row(paid_online: Till) -> None:
    link, desk = asked(paid_online), paid_online.desk
    page = opened(desk)
    # The payer was faster than the desk: the gateway takes the money, and hears of the end only then.
    paid_online.server.pay(paid_online.page_of(link.id))
    page.table.select_id(link.id)
    desk.settle()
    page.table.setFocus()
    desk.key(Qt.Key.Key_X)
    question = desk.workspace.findChild(Question)
    assert question is not None
    question.acted.emit()
    desk.settle()
    assert texts(page, 3) == ["Paid after it was ended"]


def test_the_list_is_narrowed_by_state_gateway_days_and_name(paid_online: Till) -> None:
    first, _second = asked(paid_online, 4), asked(paid_online, 0, 1)
    paid_online.pay(first.id)
    page = opened(paid_online.desk)
    page.bar.shown.chosen.emit(LinksShown.PAID)
    assert texts(page, 1) == ["Zoë Müller"]
    page.bar.shown.chosen.emit(LinksShown.WAITING)
    assert len(texts(page, 1)) == 1
    page.bar.shown.chosen.emit(LinksShown.ALL)
    page.bar.gateway.chosen.emit(GatewayName.STRIPE)
    assert texts(page, 1) == []
    assert page._empty.isVisible()
    page.bar.gateway.chosen.emit("")
    page.bar.searched.emit("zoë")
    assert texts(page, 1) == ["Zoë Müller"]
    page.bar.searched.emit("")
    page.bar.days_chosen.emit(LinkDays.TODAY)
    assert len(texts(page, 1)) == 2


def test_enter_shows_the_payment_with_the_link(paid_online: Till) -> None:
    link = asked(paid_online)
    page = opened(paid_online.desk)
    page.table.select_id(link.id)
    paid_online.desk.settle()
    paid_online.desk.key(Qt.Key.Key_Return)
    assert isinstance(paid_online.desk.workspace.panel, TakePaymentDock)
    assert dock(paid_online.desk).by_link.state.phase is LinkPhase.WAITING


def test_x_asks_before_it_ends_a_link_and_n_makes_another(paid_online: Till) -> None:
    link, desk = asked(paid_online), paid_online.desk
    page = opened(desk)
    page.table.select_id(link.id)
    desk.settle()
    page.table.setFocus()
    desk.key(Qt.Key.Key_X)
    question = desk.workspace.findChild(Question)
    assert question is not None
    assert desk.services.checkout.link(desk.actor, link.id).state is LinkState.OPEN
    question.acted.emit()
    desk.settle()
    ended = desk.services.checkout.link(desk.actor, link.id)
    assert (ended.state, ended.end_reason) == (LinkState.ENDED, LinkEnd.CANCELLED)
    assert "ended" in desk.toast()
    page.again.click()
    desk.settle()
    assert dock(desk).by_link.state.phase is LinkPhase.OFFER


def test_the_gateway_is_asked_now_by_a_key(paid_online: Till) -> None:
    link, desk = asked(paid_online), paid_online.desk
    page = opened(desk)
    page.table.select_id(link.id)
    desk.settle()
    paid_online.server.pay(paid_online.page_of(link.id))
    desk.clock.forward(seconds=5)  # type: ignore[attr-defined]
    page.table.setFocus()
    desk.key(Qt.Key.Key_L)
    assert texts(page, 3) == ["Paid"]


def test_sending_again_says_what_the_patient_is_told(paid_online: Till) -> None:
    link, desk = asked(paid_online), paid_online.desk
    page = opened(desk)
    page.table.select_id(link.id)
    desk.settle()
    give_address(desk, "")
    page.send.click()
    desk.settle()
    assert "no email address" in desk.toast()
    give_address(desk, "zoe@example.org")
    page.send.click()
    desk.settle()
    assert "Nothing was sent: the clinic has no mail server" in desk.toast()
    give_mail_server(desk)
    page.send.click()
    desk.settle()
    assert "sent before" in desk.toast()


def test_a_link_that_goes_out_says_when_it_leaves(paid_online: Till) -> None:
    link, desk = asked(paid_online), paid_online.desk
    give_address(desk, "zoe@example.org")
    give_mail_server(desk)
    page = opened(desk)
    page.table.select_id(link.id)
    desk.settle()
    desk.key(Qt.Key.Key_E)
    assert "Payment link sent · message leaves" in desk.toast()


def test_the_foot_names_the_row_that_is_highlighted(paid_online: Till) -> None:
    asked(paid_online, patient=4)
    first = opened(paid_online.desk)
    for patient in (3, 2):
        asked(paid_online, patient=patient)
    paid_online.desk.settle()
    page = opened(paid_online.desk)
    assert page is first
    assert [index.row() for index in page.table.selectionModel().selectedRows()] == [page.table.currentIndex().row()]
    assert page._selected.whole_text() == texts(page, 1)[page.table.currentIndex().row()]
    for row in range(3):
        page.table.selectRow(row)
        paid_online.desk.settle()
        page._model.load()
        paid_online.desk.settle()
        assert page._selected.whole_text() == texts(page, 1)[page.table.currentIndex().row()]
        assert page.table.selected_id() == page._model.state.selected_id
        assert [index.row() for index in page.table.selectionModel().selectedRows()] == [row]


def test_the_time_of_a_link_that_is_over_says_what_happened_then(paid_online: Till) -> None:
    link, desk = asked(paid_online), paid_online.desk
    page = opened(desk)
    assert texts(page, 4) == ["3 days left to pay"]
    paid_online.pay(link.id)
    page._model.load()
    desk.settle()
    assert texts(page, 4)[0].startswith("paid 11:00")


def test_a_patient_has_no_such_page(paid_online: Till) -> None:
    asked(paid_online)
    found = paid_online.desk.services.checkout.listing(paid_online.desk.clinic.patient)
    assert found.rows == ()
