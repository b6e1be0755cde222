"""Whatever happens in whatever order, the books are right: some hundred random steps (see ``money_storm`` for more)."""

from clinic_desktop.services.settings import SettingsService
from tests.services.checkout.random_life import RandomLife


def test_whatever_happens_books_and_gateway_agree(online):
    SettingsService(online.database, online.clock).change(online.clinic.admin, {"prepayment_required": True})
    life = RandomLife(online, 1)
    for _ in range(200):
        life.step()
    life.come_to_rest()
    assert life.wrongs() == []
