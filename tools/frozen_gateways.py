"""Proves that a frozen program carries what both payment SDKs need, against servers on this computer.

Usage: python -m tools.frozen_gateways PROGRAM
Over http every kind of call is made once. Over https an unknown certificate has to be what is wrong: a program without
the SDKs' lists of certificates fails before it ever looks at one. On Linux it then trusts the authority that
``SSL_CERT_FILE`` names.
"""

import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import trustme

from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer

NAMES = ("stripe", "razorpay")
_REFUSAL = b'{"error":{"code":"BAD_REQUEST_ERROR","description":"Authentication failed","message":"no"}}'


def main(program: str) -> int:
    """0 where the program does everything right."""
    faults = [*_over_http(program), *_over_https(program)]
    for fault in faults:
        print(f"FAIL  {fault}")
    if not faults:
        print("ok    both payment SDKs work in the frozen program, over http and https")
    return 1 if faults else 0


def _over_http(program: str) -> Iterator[str]:
    with StripeServer() as stripe, RazorpayServer() as razorpay:
        found = _asked(
            program,
            {
                "STRIPE_API_BASE": stripe.url,
                "STRIPE_SECRET_KEY": stripe.secret_key,
                "RAZORPAY_API_BASE": razorpay.url,
                "RAZORPAY_KEY_ID": razorpay.key_id,
                "RAZORPAY_KEY_SECRET": razorpay.key_secret,
            },
        )
    yield from (f"http, {name}: {found[name]['detail']}" for name in NAMES if not found[name]["ok"])


def _over_https(program: str) -> Iterator[str]:
    authority = trustme.CA()
    with _encrypted(authority) as base, tempfile.TemporaryDirectory() as folder:
        bases = {"STRIPE_API_BASE": base, "RAZORPAY_API_BASE": base}
        found = _asked(program, bases)
        yield from (
            f"https, unknown certificate, {name}: {found[name]['detail']}"
            for name in NAMES
            if "[network/certificate]" not in str(found[name]["detail"])
        )
        if sys.platform.startswith("linux"):
            trusted = Path(folder) / "authority.pem"
            authority.cert_pem.write_to_path(str(trusted))
            found = _asked(program, bases | {"SSL_CERT_FILE": str(trusted)})
            yield from (f"https, {name}: {found[name]['detail']}" for name in NAMES if not found[name]["ok"])


def _asked(program: str, environment: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """What ``health --gateways`` says of each gateway."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'none.db'}"
        command = [program, "health", "--gateways", "--json", "--data", folder, "--database", database]
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("STRIPE_", "RAZORPAY_"))}
        done = subprocess.run(
            command, env=plain | environment, capture_output=True, text=True, timeout=120, check=False
        )
    try:
        checks = json.loads(done.stdout)["checks"]
    except ValueError:
        sys.exit(f"FAIL  {program} did not answer: {done.stdout}{done.stderr}")
    return {check["name"]: check for check in checks}


@contextmanager
def _encrypted(authority: trustme.CA) -> Iterator[str]:
    """A server that knows no key, with a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_refuse_all, args=(listener, context))
    thread.start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        # On Linux an accept that waits ends by this; elsewhere by the connection.
        with socket.create_connection(listener.getsockname(), timeout=5):
            listener.close()
        thread.join()


def _refuse_all(listener: socket.socket, context: ssl.SSLContext) -> None:
    head = f"HTTP/1.1 401 Unauthorized\r\nContent-Length: {len(_REFUSAL)}\r\nConnection: close\r\n\r\n".encode("ascii")
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        try:
            with plain, context.wrap_socket(plain, server_side=True) as line:
                line.recv(65_536)
                line.sendall(head + _REFUSAL)
        except OSError:
            # Whoever does not trust the certificate hangs up.
            continue


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
