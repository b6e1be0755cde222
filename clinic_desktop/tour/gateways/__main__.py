"""Starts both gateways for a person who wants to try payments in the real program.

Usage: python -m clinic_desktop.tour.gateways [--stripe-port PORT] [--razorpay-port PORT]
"""

import argparse
import signal
import sys
import threading

from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer


def main(arguments: list[str], until: threading.Event | None = None) -> int:
    """Runs both, after printing what the program's environment must hold, until Ctrl+C or that event."""
    parser = argparse.ArgumentParser(prog="python -m clinic_desktop.tour.gateways", description=__doc__)
    parser.add_argument("--stripe-port", type=int, default=12111)
    parser.add_argument("--razorpay-port", type=int, default=12112)
    ports = parser.parse_args(arguments)
    until = until or _stopped_by_signal()
    with StripeServer(ports.stripe_port) as stripe, RazorpayServer(ports.razorpay_port) as razorpay:
        print(f"export STRIPE_API_BASE={stripe.url} STRIPE_SECRET_KEY={stripe.secret_key}")
        print(
            f"export RAZORPAY_API_BASE={razorpay.url} RAZORPAY_KEY_ID={razorpay.key_id} "
            f"RAZORPAY_KEY_SECRET={razorpay.key_secret}"
        )
        print("Open a link's address to pay it with a click. Ctrl+C ends it all.", flush=True)
        until.wait()
    return 0


def _stopped_by_signal() -> threading.Event:
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    return stop


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
