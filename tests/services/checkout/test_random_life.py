"""Whatever happens in whatever order, the books are right: some hundred random steps (see ``money_storm`` for more)."""

import pytest

from clinic_desktop.services.settings import SettingsService
from tests.services.checkout.random_life import RandomLife


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_books_and_gateway_agree(online, seed):
    SettingsService(online.database, online.clock).change(online.clinic.admin, {"prepayment_required": True})
    life = RandomLife(online, seed)
    for _ in range(250):
        life.step()
    life.come_to_rest()
    assert life.wrongs() == []
