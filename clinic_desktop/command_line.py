"""The command line: the program, its demo, the tour, and what a technician needs."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from clinic_desktop import __version__
from clinic_desktop import settings as settings_file
from clinic_desktop.screen import has_screen
from clinic_desktop.settings import Settings

_QT_LIBRARIES = "libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libdbus-1-3 libfontconfig1 libglib2.0-0"

Database = Annotated[
    str | None, typer.Option("--database", metavar="URL", help="Database to use, instead of the kept one.")
]
Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Folder for settings, pictures and logs.")]

program = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, help="Clinic Desktop: bookings, walk-ins, visits and money."
)


def run(arguments: list[str]) -> int:
    """Runs the command line and gives the exit status."""
    try:
        program(args=arguments, prog_name="clinic-desktop")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def missing_library(error: ImportError) -> str | None:
    """What to install where Qt does not find one of the system's libraries; None where something else is missing."""
    if ".so" not in str(error):
        return None
    return (
        f"The window system's libraries are missing: {error}.\n"
        f"On Debian and Ubuntu: apt-get install {_QT_LIBRARIES}\n"
        "On other systems, install their counterparts (EGL, OpenGL, xkbcommon, xcb-cursor, D-Bus, fontconfig)."
    )


@program.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    database: Database = None,
    data: Data = None,
    version: Annotated[bool, typer.Option("--version", help="Say the version and end.")] = False,
) -> None:
    """Opens the program."""
    if version:
        _say(__version__)
        raise typer.Exit
    context.obj = (database, data)
    if context.invoked_subcommand is None:
        from clinic_desktop.app import open_program

        raise typer.Exit(open_program(database, str(data) if data else None))


@program.command()
def demo(context: typer.Context, data: Data = None) -> None:
    """Opens a fresh demo clinic; where there is no screen, runs the tour of it instead."""
    if (context.obj or (None, None))[0]:
        raise typer.BadParameter("the demo has a database of its own", param_hint="--database")
    if not has_screen(os.environ, sys.platform):
        raise typer.Exit(_demo_without_screen(_settings(context, None, data)))
    from clinic_desktop.app import open_program

    raise typer.Exit(open_program(data=str(_settings(context, None, data).data_folder), demo=True))


@program.command()
def tour(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where pictures, papers and tour.json go.")],
    database: Database = None,
    theme: Annotated[str, typer.Option(help="light or dark.")] = "light",
    size: Annotated[str, typer.Option(help="Size of the window, such as 1920x1080.")] = "1280x800",
) -> None:
    """Walks through a day of the clinic, off screen, and checks every step."""
    if theme not in ("light", "dark"):
        raise typer.BadParameter("light or dark", param_hint="--theme")
    url = database or (context.obj or (None, None))[0]
    raise typer.Exit(_run_tour(folder, url, theme == "dark", parsed_size(size)))


@program.command()
def migrate(context: typer.Context, database: Database = None, data: Data = None) -> None:
    """Brings the database to the schema of this program."""
    raise typer.Exit(_migrate(_settings(context, database, data)))


@program.command()
def health(
    context: typer.Context,
    database: Database = None,
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs to read.")] = False,
    gateways: Annotated[
        bool, typer.Option("--gateways", help="Also ask the payment gateways, with this computer's keys.")
    ] = False,
) -> None:
    """Says whether this installation works; exit status 1 where something is wrong."""
    from clinic_desktop import process
    from clinic_desktop.domain.period import utc_now
    from clinic_desktop.services.health import check
    from clinic_desktop.ui.messages import words

    process.use_packaged_zones()
    settings = _opened(_settings(context, database, data))
    checks = check(settings.database_url, settings.data_folder, utc_now, words)
    if gateways:
        from clinic_desktop.services.checkout.gateway_health import check_gateways

        checks += check_gateways(settings.database_url, os.environ, words)
    if as_json:
        _say(json.dumps({"ok": all(c.ok for c in checks), "checks": [c.as_dict() for c in checks]}, indent=2))
    else:
        for found in checks:
            code = f" ({found.code})" if found.code else ""
            _say(f"{'ok  ' if found.ok else 'FAIL'}  {found.name}: {found.detail}{code}")
    raise typer.Exit(0 if all(found.ok for found in checks) else 1)


@program.command()
def worker(
    context: typer.Context,
    database: Database = None,
    data: Data = None,
    once: Annotated[bool, typer.Option("--once", help="Send what is due now, and end.")] = False,
    webhooks: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Also take the gateways' webhooks at this address of this computer."),
    ] = None,
) -> None:
    """Sends the clinic's messages and follows its payments without a window, beside the desks or alone. The mail
    account's password comes from CLINIC_SMTP_PASSWORD or the key store, the payment gateways' keys from
    STRIPE_SECRET_KEY, RAZORPAY_KEY_ID and RAZORPAY_KEY_SECRET or the key store, what webhooks are signed with from
    STRIPE_WEBHOOK_SECRET and RAZORPAY_WEBHOOK_SECRET."""
    if once and webhooks:
        raise typer.BadParameter("not together with --once", param_hint="--webhooks")
    address = parsed_address(webhooks) if webhooks else None
    raise typer.Exit(_work(_settings(context, database, data), once, address))


def parsed_size(text: str) -> tuple[int, int]:
    """Width and height of a size such as "1920x1080"; refuses what is none, and windows too small to use."""
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit()) or int(width) < 800 or int(height) < 600:
        raise typer.BadParameter("WIDTHxHEIGHT, at least 800x600", param_hint="--size")
    return int(width), int(height)


def parsed_address(text: str) -> tuple[str, int]:
    """Host and port of an address such as "127.0.0.1:8787"; refuses one that others could reach: webhooks come
    unencrypted there, and whoever makes them public encrypts them."""
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise typer.BadParameter("HOST:PORT", param_hint="--webhooks")
    if host != "localhost" and not host.startswith("127."):
        raise typer.BadParameter(
            "127.0.0.1:PORT: a forwarding tool or a web server on this computer brings them there",
            param_hint="--webhooks",
        )
    return host, int(port)


def _settings(context: typer.Context, database: str | None, data: Path | None) -> Settings:
    """The settings, with options from after the command before those from before it."""
    first_database, first_data = context.obj or (None, None)
    return settings_file.load(data or first_data, database or first_database)


def _demo_without_screen(settings: Settings) -> int:
    folder = settings.data_folder / "demo" / "tour"
    _say("There is no screen here, so the program takes its tour instead, off screen.")
    _say(f"Pictures and papers go to {folder}")
    return _run_tour(folder, None, False, (1280, 800))


def _run_tour(folder: Path, url: str | None, dark: bool, size: tuple[int, int]) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from clinic_desktop.tour import run_tour

    return int(run_tour(folder, url, dark, size))


def _migrate(settings: Settings) -> int:
    from clinic_desktop import process
    from clinic_desktop.domain.errors import Refused
    from clinic_desktop.domain.period import utc_now
    from clinic_desktop.services.opening import upgrade

    process.use_packaged_zones()
    opened = _opened(settings)
    try:
        changed = upgrade(opened.database_url, utc_now, os.environ)
    except Refused as refusal:
        from clinic_desktop.ui.messages import sentence

        _say(sentence(refusal), error=True)
        return 2
    _say("The database has been upgraded." if changed else "The database is up to date.")
    return 0


def _work(settings: Settings, once: bool, webhooks: tuple[str, int] | None) -> int:
    from clinic_desktop import process
    from clinic_desktop.domain.errors import Refused

    process.prepare(settings.data_folder)
    try:
        from clinic_desktop.worker import send_messages

        return send_messages(_opened(settings), once, webhooks, _say)
    except Refused as refusal:
        from clinic_desktop.ui.messages import sentence

        _say(sentence(refusal), error=True)
        return 2


def _opened(settings: Settings) -> Settings:
    """The settings with the whole address of the database: the default file, or the password from the key store."""
    from clinic_desktop.viewmodels.shell.opening import full_url

    return replace(settings, database_url=full_url(settings, settings.database_url))


def _say(text: str, error: bool = False) -> None:
    typer.echo(text, err=error)
