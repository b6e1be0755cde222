"""Makes the tour's demo clinic in a child process: inventing a year of visits takes more memory than the program does,
and the tour tells how much the program takes.
"""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from clinic_desktop.domain.period import Clock, utc_now

ARGUMENT = "--make-tour-demo"
_REFUSED = 2


def make_demo(url: str, folder: Path, ahead: timedelta) -> str:
    """Makes the demo clinic in the empty database of that URL, by a clock that is so far ahead. Gives the sentence that
    says why it could not be made; empty where it was."""
    # By the child's input: other people on this computer can read a command line, and the URL may hold a password.
    given = json.dumps({"url": url, "folder": str(folder), "ahead": ahead.total_seconds()})
    ended = subprocess.run(  # noqa: S603 (our own program)
        _command(), input=given, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False
    )
    if ended.returncode not in (0, _REFUSED):
        raise RuntimeError("the demo clinic could not be made")
    return ended.stdout.strip() if ended.returncode == _REFUSED else ""


def main() -> int:
    """The child: reads what to make, and says in a sentence why it cannot be made."""
    from clinic_desktop import process
    from clinic_desktop.domain.errors import Refused

    process.use_packaged_zones()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    given = json.load(sys.stdin)
    ahead = timedelta(seconds=given["ahead"])
    try:
        _make(given["url"], Path(given["folder"]), lambda: utc_now() + ahead)
    except Refused as refusal:
        from clinic_desktop.ui.messages import sentence

        sys.stdout.write(sentence(refusal) + "\n")
        return _REFUSED
    return 0


def _make(url: str, folder: Path, clock: Clock) -> None:
    from clinic_desktop.db.database import Database
    from clinic_desktop.db.migrate import migrate
    from clinic_desktop.domain.errors import Unreachable
    from clinic_desktop.services.accounts.first_admin import has_admin
    from clinic_desktop.services.demo import build_demo

    folder.mkdir(parents=True, exist_ok=True)
    database = Database(url)
    try:
        migrate(database, clock())
        with database.read() as session:
            # The tour books and pays: it must never do so in a clinic that somebody works with.
            if has_admin(session):
                raise Unreachable("database", "not_empty")
        build_demo(database, clock)
    finally:
        database.close()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT]
    return [sys.executable, "-m", "clinic_desktop.tour.demo_child"]


if __name__ == "__main__":
    sys.exit(main())
