"""Run as a process: upgrades a database, and kills itself before the statement with the given number.

Usage: python -m tests.db.killed_upgrade URL NUMBER
"""

import os
import signal
import sys

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
    print(seen)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
