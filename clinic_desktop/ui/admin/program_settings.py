"""The words of the settings about the program itself: signing in, and the files that it keeps."""

from clinic_desktop.ui.admin.setting_kinds import Group, Words, tr


def program_settings() -> tuple[Group, ...]:
    """What only the admin cares for, last."""
    return (
        Group("safety", tr("Signing in"), _safety(), tr("password"), per_centre=False),
        Group("pictures", tr("Pictures"), _pictures(), per_centre=False),
    )


def _safety() -> tuple[Words, ...]:
    return (
        Words(
            "lock_minutes",
            tr("Lock when idle"),
            tr("The program locks itself when nobody touches it."),
            unit=tr("min"),
        ),
        Words(
            "session_hours",
            tr("Sign in again"),
            tr("After this long everybody has to give the password again."),
            unit=tr("hours"),
        ),
        Words("login_tries", tr("Wrong passwords"), tr("So many are allowed in the time below."), unit=tr("tries")),
        Words(
            "login_window_minutes",
            tr("Time they are counted in"),
            tr("After too many, nobody gets in with that login until it is over."),
            unit=tr("min"),
        ),
        Words(
            "password_history",
            tr("Old passwords"),
            tr("So many of one's last passwords cannot be taken again."),
        ),
        Words(
            "bcrypt_cost",
            tr("Strength of stored passwords"),
            tr("Each step doubles the time that guessing one takes, and that signing in takes."),
        ),
    )


def _pictures() -> tuple[Words, ...]:
    return (
        Words("picture_limit_megabytes", tr("Largest picture"), tr("Larger files are not taken."), unit=tr("MB")),
        Words(
            "picture_kept_days",
            tr("Old pictures are kept"),
            tr("How long a picture that was replaced or removed stays before it is deleted."),
            unit=tr("days"),
        ),
    )
