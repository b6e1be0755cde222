"""What goes over the wire between a program and a gateway, and the journal of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

Json = dict[str, Any]
"""An object of a gateway, as it is sent."""

PauseForFault = Callable[[], None]
"""Waits, if a fault says so, at the moment the gateway has begun to work."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived. The names of the headers are in small letters."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One whole answer."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    @staticmethod
    def of(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> "Reply":
        """An answer in JSON."""
        return Reply(status, json.dumps(content, ensure_ascii=False), headers or {})


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API as the journal keeps it; ``at`` is by the gateway's clock."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: str
    at: float

    @property
    def idempotency_key(self) -> str | None:
        """The key that was sent with it, in either vendor's header."""
        return self.headers.get("idempotency-key") or self.headers.get("x-refund-idempotency")

    @property
    def fields(self) -> Json:
        """What was asked: the body in JSON or as a form, with the query."""
        asked: Json = dict(parse_qsl(self.query, keep_blank_values=True))
        if self.body.startswith("{"):
            asked.update(json.loads(self.body))
        else:
            asked.update(parse_qsl(self.body, keep_blank_values=True))
        return asked


class PayerRefused(Exception):
    """The gateway's own page would not have let the payer do that."""
