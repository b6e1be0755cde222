"""The password of a shared database, in the operating system's own key store and nowhere else on disk."""

from typing import Any

_SERVICE = "clinic-desktop"
# Backends that keep a secret. What else ``keyring`` may find writes plain files, or keeps nothing.
_REAL = frozenset(
    {
        "keyring.backends.Windows",
        "keyring.backends.macOS",
        "keyring.backends.SecretService",
        "keyring.backends.kwallet",
        "keyring.backends.libsecret",
    }
)


def is_there() -> bool:
    """Whether this computer has a key store that can be used."""
    return _backend() is not None


def password(address: str) -> str | None:
    """The password kept for the address (a URL without its password), or None."""
    backend = _backend()
    if backend is None:
        return None
    from keyring.errors import KeyringError

    try:
        found = backend.get_password(_SERVICE, address)
    except KeyringError:
        return None
    return found if isinstance(found, str) else None


def remember(address: str, secret: str) -> bool:
    """Keeps a password for the address, and says whether it is kept."""
    backend = _backend()
    if backend is None:
        return False
    from keyring.errors import KeyringError

    try:
        backend.set_password(_SERVICE, address, secret)
    except KeyringError:
        return False
    return True


def _backend() -> Any:
    # Imported late: most clinics have no password to keep, and looking for backends takes its time.
    import keyring
    from keyring.backends.chainer import ChainerBackend

    chosen = keyring.get_keyring()
    candidates = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    return next((backend for backend in candidates if type(backend).__module__ in _REAL), None)
