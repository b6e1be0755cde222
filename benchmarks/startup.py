"""Process start to the first painted window, and to the filled board; and the memory that it takes.

Each figure is the median of fresh processes, off screen. The floor is a bare PySide6 window with an empty table, in the
same run. The demo clinic is made once, in a temporary folder.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

from benchmarks.timing import Row, report

_BARE = """
    import sys
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget
    application = QApplication(sys.argv)
    window = QMainWindow()
    window.setCentralWidget(QTableWidget(20, 5))
    window.resize(1280, 800)
    window.show()
    window.repaint()
    done("painted")
"""

_FIRST = """
    import clinic_desktop.app as app
    app.build = lambda *a, **k: done("painted")
    app.open_program(database=sys.argv[1], data=sys.argv[2])
"""

_BOARD = """
    import clinic_desktop.app as app
    from PySide6.QtCore import QTimer
    from clinic_desktop.domain.codes import Role
    build = app.build
    def watched(*arguments, **options):
        application = build(*arguments, **options)
        timer = QTimer(application)
        def look():
            if application.desk is None:
                return
            if not application.session.signed_in:
                if not getattr(application, "asked", False):
                    application.asked = True
                    application.desk.sign_in.enter_as(application.clinic.first_account(Role.FRONT_DESK))
                return
            from clinic_desktop.ui.appointments.board import DayBoard
            boards = application.window.findChildren(DayBoard)
            if boards and boards[0].isVisible() and boards[0].layouts():
                boards[0].viewport().repaint()
                done("board")
        timer.timeout.connect(look)
        timer.start(5)
        return application
    app.build = watched
    app.open_program(database=sys.argv[1], data=sys.argv[2])
"""

_HEAD = """
    import os, sys, time
    began = float(os.environ["BEGAN"])
    def done(what):
        # What the system has counted for this process: getrusage would begin with the parent's.
        with open("/proc/self/status") as status:
            peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
        print(f"{(time.time() - began) * 1000:.1f} {peak:.0f}", flush=True)
        os._exit(0)
"""


def main() -> None:
    """Prints the medians and ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=9)
    runs = arguments.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        url = _demo(Path(folder))
        _measured((_BOARD,), url, folder, 1)  # compiles the modules once
        (bare, bare_peak), (first, first_peak), (board, board_peak) = _measured(
            (_BARE, _FIRST, _BOARD), url, folder, runs
        )
    report(
        [
            Row("first painted window", first, bare, "1.3 x"),
            Row("filled board, demo clinic", board, bare, "4 x"),
        ]
    )
    sys.stdout.write(f"peak memory: bare {bare_peak:.0f} MB, first {first_peak:.0f} MB, board {board_peak:.0f} MB\n")


def _measured(scripts: tuple[str, ...], url: str, folder: str, runs: int) -> list[tuple[float, float]]:
    """The median milliseconds and peak megabytes of fresh processes, one of each script in turn."""
    times: dict[str, list[float]] = {script: [] for script in scripts}
    peaks: dict[str, list[float]] = {script: [] for script in scripts}
    for _ in range(runs):
        for script in scripts:
            source = textwrap.dedent(_HEAD) + textwrap.dedent(script)
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "BEGAN": repr(time.time())}
            # As installed: without this every start would compile the program anew.
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            command = [sys.executable, "-c", source, url, folder]
            answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
            milliseconds, peak = answer.stdout.split()
            times[script].append(float(milliseconds))
            peaks[script].append(float(peak))
    return [(statistics.median(times[script]), statistics.median(peaks[script])) for script in scripts]


def _demo(folder: Path) -> str:
    from clinic_desktop.db.database import Database, sqlite_url
    from clinic_desktop.db.migrate import migrate
    from clinic_desktop.domain.period import utc_now
    from clinic_desktop.services.demo import build_demo

    url = sqlite_url(folder / "clinic.sqlite3")
    database = Database(url)
    migrate(database, utc_now())
    build_demo(database, utc_now)
    database.close()
    return url


if __name__ == "__main__":
    main()
