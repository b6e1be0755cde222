"""The payer's pages: plain HTML on which a click pays, declines or pays later, for people who try the program."""

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from clinic_desktop.tour.gateways.messages import Json, PayerRefused, Reply, Request
from clinic_desktop.tour.gateways.stripe_items import shown

if TYPE_CHECKING:
    from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
    from clinic_desktop.tour.gateways.stripe_server import StripeServer

_BUTTONS = (("pay", "Pay"), ("fail", "Have the card declined"), ("later", "Pay, but the bank takes its time"))
_SETTLE = (("settle", "The bank pays"), ("refuse", "The bank refuses"))


def stripe(server: "StripeServer", request: Request) -> Reply:
    """The page of a session, and the address of a payment link that leads to a new one."""
    name = request.path.rsplit("/", 1)[-1]
    if request.path.startswith("/b/"):
        return _to_session(server, request.path)
    if name not in server.books.sessions:
        return _page("There is nothing here.", "", (), 404)
    if request.method == "POST":
        verbs = {
            "pay": server.pay,
            "fail": server.fail,
            "later": server.pay_async,
            "settle": server.settle,
            "refuse": server.fail_async,
        }
        return _done(request, name, verbs)
    session = server.object(name)
    waiting = session["status"] == "complete" and session["payment_status"] == "unpaid"
    buttons = {"open": _BUTTONS}.get(session["status"], _SETTLE if waiting else ())
    return _page(
        f"{shown(session['amount_total'], session['currency'])} {session['currency'].upper()}",
        f"{session['status']}, {session['payment_status']}",
        buttons,
    )


def razorpay(server: "RazorpayServer", request: Request) -> Reply:
    """The page of a payment link."""
    link = server.link_at(server.url + request.path)
    if link is None:
        return _page("There is nothing here.", "", (), 404)
    if request.method == "POST":
        verbs = {
            "pay": server.pay,
            "fail": server.fail,
            "later": server.pay_async,
            "settle": server.settle,
            "refuse": server.fail_async,
        }
        return _done(request, link["id"], verbs)
    payable = link["status"] in ("created", "partially_paid")
    due = link["amount"] - link["amount_paid"]
    return _page(
        f"{shown(due, link['currency'].lower())} {link['currency']}",
        link["status"],
        (*_BUTTONS, *_SETTLE) if payable else (),
    )


def _to_session(server: "StripeServer", path: str) -> Reply:
    for link in list(server.books.links.values()):
        if link["url"] == server.url + path:
            try:
                return Reply(303, "", {"Location": server.open_session(link["id"])["url"]}, "text/html")
            except PayerRefused:
                return _page("This link is no longer active.", "", (), 200)
    return _page("There is nothing here.", "", (), 404)


def _done(request: Request, object_id: str, verbs: Json) -> Reply:
    """Does what the button says and shows the page again."""
    wanted = parse_qs(request.body).get("do", [""])[0]
    if wanted not in verbs:
        return _page("There is no such button.", "", (), 400)
    try:
        verbs[wanted](object_id)
    except PayerRefused as refused:
        return _page("That is not possible now.", str(refused), (), 409)
    return Reply(303, "", {"Location": request.path}, "text/html")


def _page(title: str, state: str, buttons: tuple[tuple[str, str], ...], status: int = 200) -> Reply:
    form = "".join(f'<p><button name="do" value="{verb}">{escape(words)}</button></p>' for verb, words in buttons)
    body = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Loopback payment</title></head>'
        f"<body><h1>{escape(title)}</h1><p>{escape(state)}</p>"
        f'<form method="post">{form}</form><p>No real money moves here.</p></body></html>'
    )
    return Reply(status, body, content_type="text/html; charset=utf-8")
