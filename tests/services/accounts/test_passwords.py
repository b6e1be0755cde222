"""Passwords are hashed by bcrypt as it is, which the other tests ask at less than the cost that it says."""

import pytest

from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.accounts.passwords import LEAST_COST, cost_of, hashed, matches
from tests.cheap_bcrypt import as_it_is

PASSWORD = "vk7-Moth.Lamp"


@pytest.mark.parametrize("cost", [LEAST_COST, LEAST_COST + 1])
def test_a_hash_is_one_of_its_password_and_of_no_other(cost: int) -> None:
    with as_it_is():
        stored = hashed(PASSWORD, cost)
        assert matches(PASSWORD, stored)
        assert not matches("vk7-Moth.Lamb", stored)
    assert cost_of(stored) == cost


def test_it_costs_what_it_says() -> None:
    with as_it_is():
        assert cost_of(hashed(PASSWORD, 4)) == LEAST_COST == 10
    # At less it would be another hash.
    with as_it_is():
        stored = hashed(PASSWORD, LEAST_COST)
    assert not matches(PASSWORD, stored)


@pytest.mark.parametrize("stored", ["", "!", "$2b$10$", "$2b$10$short", "plain words", "é"])
def test_what_is_no_hash_opens_nothing(stored: str) -> None:
    with as_it_is():
        assert not matches(PASSWORD, stored)


def test_each_hash_has_a_salt_of_its_own() -> None:
    with as_it_is():
        assert hashed(PASSWORD, LEAST_COST) != hashed(PASSWORD, LEAST_COST)


def test_a_clinic_that_says_nothing_else_hashes_at_twelve() -> None:
    with as_it_is():
        stored = hashed(PASSWORD, ClinicSettings().bcrypt_cost)
        assert matches(PASSWORD, stored)
    assert cost_of(stored) == 12
