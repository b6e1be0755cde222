"""The clinic's settings: one typed place, with the domain page's defaults (⚙).

``services/settings.py`` keeps the values that differ from these defaults in a table, per clinic, centre or doctor.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class ClinicSettings:
    """Minutes, hours, days and percent are whole numbers; the unit is in the name."""

    # Slots
    default_duration_minutes: int = 30
    default_buffer_after_minutes: int = 15
    default_capacity: int = 1
    self_notice_minutes: int = 60
    self_horizon_days: int = 30
    self_weekends: bool = False
    desk_horizon_days: int = 365
    hold_minutes: int = 5
    payment_window_minutes: int = 15
    # Appointments
    undo_minutes: int = 10
    approve_self_bookings: bool = False
    prepayment_required: bool = False
    series_limit: int = 100
    full_refund_hours: int = 24
    late_refund_percent: int = 50
    no_show_refund_percent: int = 0
    # The waiting room
    wait_warn_minutes: int = 15
    wait_alert_minutes: int = 30
    skip_limit: int = 3
    # Messages
    message_hold_seconds: int = 10
    first_reminder_hours: int = 24
    second_reminder_hours: int = 1
    mail_host: str = ""
    mail_port: int = 587
    mail_security: str = "starttls"
    mail_user: str = ""
    mail_from: str = ""
    # The waiting list
    offer_minutes: int = 30
    # Money
    default_method: str = "cash"
    tax_percent: int = 0
    tax_inclusive: bool = True
    tax_name: str = ""
    platform_fee_percent: int = 0
    refund_approval_minor: int = 500_000
    deposit_percent: int = 0
    till_required: bool = False
    # Payment gateways
    gateway: str = "by_currency"
    return_address: str = ""
    link_days: int = 3
    # Paying by UPI, and what is on paper
    upi_address: str = ""
    upi_name: str = ""
    tax_number: str = ""
    paper_footer: str = ""
    # Safety
    bcrypt_cost: int = 12
    password_history: int = 5
    login_tries: int = 5
    login_window_minutes: int = 15
    lock_minutes: int = 10
    session_hours: int = 24
    # Pictures
    picture_limit_megabytes: int = 5
    picture_kept_days: int = 30

    @classmethod
    def defaults(cls) -> dict[str, int | bool | str]:
        """Every setting's name with its default."""
        return {field.name: field.default for field in fields(cls)}  # type: ignore[misc]
