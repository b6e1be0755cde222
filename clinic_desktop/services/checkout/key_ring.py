"""This computer's keys of the payment gateways: from the environment, the operating system's key store, or typed."""

import threading
import time
from collections.abc import Mapping
from dataclasses import fields, replace
from enum import StrEnum

from sqlalchemy import select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.organisation import Organization
from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.gateway_keys import GatewayKeys, can_call
from clinic_desktop.integrations import key_store

VARIABLES: dict[GatewayName, dict[str, str]] = {
    GatewayName.STRIPE: {"secret": "STRIPE_SECRET_KEY", "webhook_secret": "STRIPE_WEBHOOK_SECRET"},
    GatewayName.RAZORPAY: {
        "key_id": "RAZORPAY_KEY_ID",
        "secret": "RAZORPAY_KEY_SECRET",
        "webhook_secret": "RAZORPAY_WEBHOOK_SECRET",
    },
}
_KEPT_SECONDS = 60.0
"""Asking the key store takes its time, and the worker asks every second; another program may add a key meanwhile."""


class KeySource(StrEnum):
    """Where keys come from. TYPED ones hold until the program ends."""

    NONE = "none"
    ENVIRONMENT = "environment"
    KEPT = "kept"
    TYPED = "typed"


class KeyRing:
    """Keys are kept for this clinic only: a demo on the same computer must never use the real ones. Safe to use from
    any thread but the window's."""

    def __init__(self, database: Database, environment: Mapping[str, str]) -> None:
        self._database, self._environment = database, environment
        self._lock = threading.Lock()
        self._clinic = ""
        self._typed: dict[GatewayName, GatewayKeys] = {}
        self._kept: dict[GatewayName, tuple[float, GatewayKeys]] = {}

    def known(self, name: GatewayName) -> GatewayKeys:
        """The keys that hold. The environment goes before what is kept here; a pair is never mixed of the two."""
        given = self._given(name)
        if can_call(name, given) and given.webhook_secret:
            return given
        own = self._own(name)
        if not (given.secret or given.key_id):
            return _completed(given, own)
        return replace(given, webhook_secret=given.webhook_secret or own.webhook_secret)

    def completed(self, name: GatewayName, keys: GatewayKeys) -> GatewayKeys:
        """Those keys, with the known ones where they are empty."""
        return _completed(keys, self.known(name))

    def source(self, name: GatewayName) -> KeySource:
        """Where the keys that hold come from."""
        if not can_call(name, self.known(name)):
            return KeySource.NONE
        return KeySource.ENVIRONMENT if self._given(name).secret else self._own_source(name)

    def webhook_source(self, name: GatewayName) -> KeySource:
        """Where the secret of the webhooks comes from."""
        if self._given(name).webhook_secret:
            return KeySource.ENVIRONMENT
        return self._own_source(name) if self._own(name).webhook_secret else KeySource.NONE

    def keep(self, name: GatewayName, keys: GatewayKeys) -> bool:
        """Keeps the keys that are not empty; says whether the key store took them."""
        all_keys = _completed(keys, self._own(name))
        return self._put(name, all_keys, {field for field, value in _parts(keys).items() if value})

    def forget(self, name: GatewayName) -> None:
        """Drops what was typed and what is kept."""
        self._put(name, GatewayKeys(), set(_parts(GatewayKeys())))
        with self._lock:
            self._typed.pop(name, None)

    def _put(self, name: GatewayName, keys: GatewayKeys, changed: set[str]) -> bool:
        parts, took = _parts(keys), True
        for part in sorted(changed):
            took = key_store.remember(self._address(name, part), parts[part]) and took
        with self._lock:
            self._kept.pop(name, None)
            if took:
                self._typed.pop(name, None)
            else:
                self._typed[name] = keys
        return took

    def _given(self, name: GatewayName) -> GatewayKeys:
        return keys_given(name, self._environment)

    def _own(self, name: GatewayName) -> GatewayKeys:
        with self._lock:
            if name in self._typed:
                return self._typed[name]
            at, kept = self._kept.get(name, (0.0, GatewayKeys()))
        if at and time.monotonic() - at < _KEPT_SECONDS:
            return kept
        kept = GatewayKeys(**{part: key_store.password(self._address(name, part)) or "" for part in VARIABLES[name]})
        with self._lock:
            self._kept[name] = (time.monotonic(), kept)
        return kept

    def _own_source(self, name: GatewayName) -> KeySource:
        with self._lock:
            return KeySource.TYPED if name in self._typed else KeySource.KEPT

    def _address(self, name: GatewayName, part: str) -> str:
        if not self._clinic:
            with self._database.read() as session:
                # A database that was just made has no clinic yet, and so no keys.
                self._clinic = session.execute(select(Organization.reference)).scalar_one_or_none() or ""
        return f"{name}://{self._clinic}/{part}"


def keys_given(name: GatewayName, environment: Mapping[str, str]) -> GatewayKeys:
    """What the environment says."""
    return GatewayKeys(**{part: environment.get(key, "").strip() for part, key in VARIABLES[name].items()})


def _parts(keys: GatewayKeys) -> dict[str, str]:
    return {field.name: getattr(keys, field.name) for field in fields(keys)}


def _completed(keys: GatewayKeys, known: GatewayKeys) -> GatewayKeys:
    return GatewayKeys(**{part: value or _parts(known)[part] for part, value in _parts(keys).items()})
