"""Where the program starts: ``clinic-desktop`` and ``python -m clinic_desktop``."""

import sys


def main() -> int:
    """Opens the window at once where nothing but a database or a folder is named; else reads the command line.

    The command line's library takes longer to import than the first picture takes to paint, so the plain start goes
    without it.
    """
    try:
        return _run(sys.argv[1:])
    except ImportError as error:
        from clinic_desktop.command_line import missing_library

        advice = missing_library(error)
        if advice is None:
            raise
        sys.stderr.write(f"{advice}\n")
        return 3


def _run(arguments: list[str]) -> int:
    if arguments == ["--decode-picture"]:
        # The child of a frozen build that looks at one picture: nothing else of the program is wanted in it.
        from clinic_desktop.integrations.image_worker import main as decode

        return decode()
    if arguments == ["--public-holidays"]:
        from clinic_desktop.integrations.holiday_child import main as tell_holidays

        return tell_holidays()
    if arguments == ["--make-tour-demo"]:
        from clinic_desktop.tour.demo_child import main as make_demo

        return make_demo()
    if arguments == ["--run-tour-gateways"]:
        from clinic_desktop.tour.gateways_child import main as run_gateways

        return run_gateways()
    options = plain_options(arguments)
    if options is not None:
        from clinic_desktop.app import open_program

        return open_program(database=options.get("--database"), data=options.get("--data"))
    from clinic_desktop.command_line import run

    return run(arguments)


def plain_options(arguments: list[str]) -> dict[str, str] | None:
    """``--database URL`` and ``--data DIR``, or None where there is anything else."""
    if len(arguments) % 2:
        return None
    pairs = dict(zip(arguments[::2], arguments[1::2], strict=True))
    return pairs if pairs.keys() <= {"--database", "--data"} else None


if __name__ == "__main__":
    sys.exit(main())
