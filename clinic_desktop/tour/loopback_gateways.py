"""Both payment gateways on loopback, for the parts of the tour that are about money. They run in a child process."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from clinic_desktop.domain.codes import GatewayName

ARGUMENT = "--run-tour-gateways"
_OURS = ("STRIPE_", "RAZORPAY_")


class LoopbackGateways:
    """While the context lasts, this process's environment has no keys but theirs: the tour never reaches a real
    account, and no key comes into the demo's database. They run between ``start`` and the end of the context, by a
    clock that is so far ahead; what is asked of them outside of that is a bug and raises."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead
        self._former: dict[str, str] = {}
        self._environment: dict[str, str] = {}
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._former = {name: value for name, value in os.environ.items() if name.startswith(_OURS)}
        _put({})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        _put(self._former)

    def start(self) -> None:
        """They answer from now on, and the program finds their keys."""
        self._child = subprocess.Popen(  # noqa: S603 (our own program)
            _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._say({"ahead": self._ahead.total_seconds()})
        self._environment = self._ask("environment")
        _put(self._environment)

    def stop(self) -> None:
        """The program finds no keys any more, and they end."""
        _put({})
        if self._child is not None:
            self._child.communicate()
            self._child = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be written down anywhere."""
        return (self._environment["STRIPE_SECRET_KEY"], self._environment["RAZORPAY_KEY_SECRET"])

    def were_both_asked(self) -> bool:
        """Whether the program has called each of them."""
        return bool(self._ask("were_both_asked"))

    def pay(self, gateway: GatewayName, url: str) -> None:
        """The payer pays all that the page of that address asks for."""
        self._ask("pay", gateway=gateway.value, url=url)

    def page(self, url: str) -> dict[str, Any]:
        """Razorpay's page of that address as it stands."""
        page: dict[str, Any] = self._ask("page", url=url)
        return page

    def fail(self, url: str) -> None:
        """A payment at Razorpay's page fails."""
        self._ask("fail", url=url)

    def capture_late(self, url: str) -> None:
        """The payment that had failed at Razorpay's page comes all the same, whatever became of the page."""
        self._ask("capture_late", url=url)

    def paid_without_the_program(self, minor: int) -> str:
        """Somebody pays on a page that the owner has made in Razorpay's dashboard; gives the payment's number."""
        return str(self._ask("paid_without_the_program", minor=minor))

    def refunded(self) -> list[int]:
        """The amounts that Razorpay has sent back, in minor units."""
        amounts: list[int] = self._ask("refunded")
        return amounts

    def asked_to_refund(self) -> int:
        """How many times Razorpay was asked to send something back."""
        return int(self._ask("asked_to_refund"))

    def _ask(self, verb: str, **given: object) -> Any:
        self._say({"verb": verb, "given": given})
        assert self._child is not None and self._child.stdout is not None
        answer = self._child.stdout.readline()
        if not answer:
            raise RuntimeError(f"the gateways ended when they were asked: {verb}")
        return json.loads(answer)

    def _say(self, what: object) -> None:
        assert self._child is not None and self._child.stdin is not None
        self._child.stdin.write(json.dumps(what) + "\n")
        self._child.stdin.flush()


def _put(wanted: Mapping[str, str]) -> None:
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        del os.environ[name]
    os.environ.update(wanted)


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT]
    return [sys.executable, "-m", "clinic_desktop.tour.gateways_child"]
