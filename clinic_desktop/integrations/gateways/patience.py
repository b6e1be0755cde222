"""How long a gateway is waited for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for one address that is dialled, for each wait for bytes, and for a call from beginning to end."""

    connect: float = 5.0
    read: float = 18.0
    whole: float = 24.0


PATIENCE = Patience()
