"""bcrypt for tests: real hashes, salted and labelled with the cost that was asked for, but worked out at the least.

Several hundred people sign in during a run, each for 50 ms at the least cost that the program allows.
``tests/services/accounts/test_passwords.py`` asks bcrypt as it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import bcrypt

_LEAST = b"04"

really_hashed, really_matches = bcrypt.hashpw, bcrypt.checkpw


def hash_cheaply() -> None:
    """From now on hashing takes no time."""
    bcrypt.hashpw, bcrypt.checkpw = _hashed, _matches


@contextmanager
def as_it_is() -> Iterator[None]:
    """While it lasts, hashing costs what it says."""
    bcrypt.hashpw, bcrypt.checkpw = really_hashed, really_matches
    try:
        yield
    finally:
        hash_cheaply()


def _hashed(password: bytes, salt: bytes) -> bytes:
    kind, cost, rest = _parts(salt)
    made = really_hashed(password, b"$".join((b"", kind, _LEAST, rest)))
    return b"$".join((b"", kind, cost, _parts(made)[2]))


def _matches(password: bytes, stored: bytes) -> bool:
    kind, _, rest = _parts(stored)
    return really_matches(password, b"$".join((b"", kind, _LEAST, rest)))


def _parts(text: bytes) -> tuple[bytes, bytes, bytes]:
    """The kind, the cost, and the salt with what follows; ValueError for what is no hash, as bcrypt says it."""
    begin, kind, cost, rest = text.split(b"$")
    if begin or not cost.isdigit():
        raise ValueError("Invalid salt")
    return kind, cost, rest
