"""SMTP connections that can be cut at any moment from another thread.

The library shows its socket only once it has one, and none of use while encryption is agreed on: whoever cuts by that
socket alone waits for ever for a server that drips during the handshake.
"""

import smtplib
import socket
from contextlib import suppress


class MailLine(smtplib.SMTP):
    """A connection that ``cut`` ends. What waits for it then fails, and so does dialling that was not done yet."""

    was_cut = False
    _wire: socket.socket | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Where the library opens its socket. The second handle stays good whatever is laid over the first."""
        opened: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._wire = opened.dup()
        # Looked at after the handle was put down: a cut either finds the handle or is found here.
        if self.was_cut:
            opened.close()
            raise TimeoutError("cut while dialling")
        return opened

    def cut(self) -> None:
        """Ends the connection now, from any thread and any number of times."""
        self.was_cut = True
        if self._wire is not None:
            # It may be closed already, here or over there.
            with suppress(OSError):
                self._wire.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Closes both handles."""
        try:
            super().close()
        finally:
            if self._wire is not None:
                self._wire.close()


class TlsMailLine(smtplib.SMTP_SSL, MailLine):
    """The same, encrypted from the first byte: the socket is opened by ``MailLine`` and wrapped by the library."""
