"""Runs what must be clean: ruff, types, import rules and tests.

Usage: python -m tools.check [--no-tests]
"""

import subprocess
import sys

_CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)


def main(arguments: list[str]) -> int:
    """The number of checks that failed."""
    checks = _CHECKS if "--no-tests" in arguments else (*_CHECKS, ("python", "-m", "pytest"))
    failed = 0
    for check in checks:
        print("$", *check, flush=True)
        failed += subprocess.run(check, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
