"""Run as a process: upgrades a database, and kills itself before the statement with the given number."""

import os
import signal

from sqlalchemy import event

from clinic_desktop.db.database import Database
from clinic_desktop.db.migrate import migrate
from clinic_desktop.domain.period import utc_now


def main(url: str, number: int) -> None:
    database = Database(url)
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "before_cursor_execute", count)
    migrate(database, utc_now())
