"""The account from which the clinic's mail goes out: settings from the database, the password from this computer."""

from collections.abc import Mapping
from dataclasses import replace

from clinic_desktop.db.database import Database
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.integrations import key_store
from clinic_desktop.integrations.mail import MailServer
from clinic_desktop.services.settings import settings_for

PASSWORD_VARIABLE = "CLINIC_SMTP_PASSWORD"  # noqa: S105 (the name of it)


class MailAccount:
    """Puts the mail server together. A password that was typed here holds until the program ends where the computer
    has no key store."""

    def __init__(self, database: Database, environment: Mapping[str, str]) -> None:
        self._database = database
        self._environment = environment
        self._known: dict[str, str] = {}

    def server(self) -> MailServer | None:
        """The server with its password; None where this desk cannot send: see ``lacks``."""
        server = self.server_of(self._settings())
        return None if _lack(server) else server

    def lacks(self) -> str:
        """What keeps this desk from sending: "no_host", "no_sender" or "no_password"; empty where nothing does."""
        return _lack(self.server_of(self._settings()))

    def server_of(self, settings: ClinicSettings, password: str | None = None) -> MailServer:
        """The server that those settings name, with that password, or without one the password that is kept."""
        server = MailServer(
            settings.mail_host.strip(), settings.mail_port, settings.mail_security, settings.mail_user.strip(), "",
            settings.mail_from.strip(),
        )  # fmt: skip
        if not server.user:
            return server
        return replace(server, password=self._kept(server) if password is None else password)

    def keep_password(self, actor: Actor, settings: ClinicSettings, password: str) -> bool:
        """Keeps the password for those settings in the computer's key store. False where there is none: then it holds
        until the program ends."""
        require(actor, Permission.EDIT_SETTINGS)
        address = _address(self.server_of(settings, ""))
        self._known[address] = password
        return key_store.remember(address, password)

    def _kept(self, server: MailServer) -> str:
        given = self._environment.get(PASSWORD_VARIABLE)
        address = _address(server)
        if not given and address not in self._known:
            # Asking the key store takes its time, and the worker asks every few seconds.
            kept = key_store.password(address)
            if kept is None:
                return ""
            self._known[address] = kept
        return given or self._known[address]

    def _settings(self) -> ClinicSettings:
        with self._database.read() as session:
            return settings_for(session)


def _address(server: MailServer) -> str:
    return f"smtp://{server.user}@{server.host}:{server.port}"


def _lack(server: MailServer) -> str:
    if not server.host:
        return "no_host"
    if not server.sender:
        return "no_sender"
    return "no_password" if server.user and not server.password else ""
