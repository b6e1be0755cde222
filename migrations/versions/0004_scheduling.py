"""Messages, waiting list, series, rooms that a service needs, and the history that a board can be rewound by.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OCCUPYING = "('pending', 'confirmed', 'checked_in', 'in_progress', 'completed')"


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _count(name: str) -> sa.Column:
    return sa.Column(name, _NUMBER, nullable=False, server_default="0")


def _reference(table: str, column: str, target: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{column}")


def _guard_rooms() -> None:
    """No two appointments reserve one room at one time. Those of one group session share it, so only seat 1 counts."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "ALTER TABLE appointment ADD CONSTRAINT ex_appointment_room EXCLUDE USING gist ("
            " int8range(room_id, room_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)"
            f" WHERE (room_reserved AND seat = 1 AND state IN {_OCCUPYING} AND NOT queue_only)"
        )
        return
    for event in ("INSERT", "UPDATE OF room_id, room_reserved, seat, starts_at, ends_at, state, queue_only"):
        name = "insert" if event == "INSERT" else "update"
        op.execute(
            f"CREATE TRIGGER appointment_room_{name} BEFORE {event} ON appointment"
            f" WHEN NEW.room_reserved AND NEW.seat = 1 AND NEW.state IN {_OCCUPYING} AND NOT NEW.queue_only"
            " AND EXISTS (SELECT 1 FROM appointment AS other WHERE other.room_id = NEW.room_id"
            " AND other.starts_at < NEW.ends_at AND other.starts_at > datetime(NEW.starts_at, '-1 day')"
            " AND other.ends_at > NEW.starts_at AND other.seat = 1 AND other.room_reserved"
            f" AND other.id IS NOT NEW.id AND other.state IN {_OCCUPYING} AND NOT other.queue_only)"
            " BEGIN SELECT RAISE(ABORT, 'room is taken'); END"
        )


def _keep_the_share() -> None:
    """Invoices of before keep the clinic's share that holds now: a doctor's own, a centre's, the clinic's, or none."""
    share = "(SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'platform_fee_percent' AND scope = {})"
    scopes = ("'practitioner:' || invoice.practitioner_id", "'location:' || invoice.location_id", "'clinic'")
    known = ", ".join(share.format(scope) for scope in scopes)
    op.execute(f"UPDATE invoice SET platform_fee_percent = COALESCE({known}, 0)")


def _unguard_rooms() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE appointment DROP CONSTRAINT ex_appointment_room")
        return
    for name in ("insert", "update"):
        op.execute(f"DROP TRIGGER appointment_room_{name}")


def upgrade() -> None:
    op.create_table(
        "message_template",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_by_id", _NUMBER, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name="fk_message_template_changed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message_template"),
        sa.UniqueConstraint("kind", "channel", "language", name="uq_message_template_kind_channel_language"),
    )
    op.create_table(
        "appointment_series",
        sa.Column("request_key", sa.String(length=36), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("patient_id", _NUMBER, nullable=False),
        sa.Column("practitioner_id", _NUMBER, nullable=False),
        sa.Column("location_id", _NUMBER, nullable=False),
        sa.Column("service_id", _NUMBER, nullable=False),
        sa.Column("first_starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", _NUMBER, nullable=True),
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name="fk_appointment_series_created_by_id"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_appointment_series_location_id"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_appointment_series_patient_id"),
        sa.ForeignKeyConstraint(["practitioner_id"], ["practitioner.id"], name="fk_appointment_series_practitioner_id"),
        sa.ForeignKeyConstraint(["service_id"], ["healthcare_service.id"], name="fk_appointment_series_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_appointment_series"),
        sa.UniqueConstraint("request_key", name="uq_appointment_series_request_key"),
    )
    op.create_index("ix_appointment_series_patient_id", "appointment_series", ["patient_id"])

    op.create_table(
        "message",
        sa.Column("cause", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("patient_id", _NUMBER, nullable=True),
        sa.Column("appointment_id", _NUMBER, nullable=True),
        sa.Column("location_id", _NUMBER, nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", _NUMBER, nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", _NUMBER, nullable=False),
        sa.Column("claimed_by", sa.String(length=64), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=48), nullable=False),
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name="fk_message_appointment_id"),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name="fk_message_created_by_id"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_message_location_id"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_message_patient_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("cause", "channel", name="uq_message_cause_channel"),
    )
    op.create_index("ix_message_appointment", "message", ["appointment_id"])
    op.create_index(
        "ix_message_open",
        "message",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.create_index("ix_message_patient_id", "message", ["patient_id"])
    op.create_index("ix_message_state", "message", ["state", "created_at"])

    op.create_table(
        "waiting_entry",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("patient_id", _NUMBER, nullable=False),
        sa.Column("practitioner_id", _NUMBER, nullable=True),
        sa.Column("speciality_id", _NUMBER, nullable=True),
        sa.Column("service_id", _NUMBER, nullable=False),
        sa.Column("location_id", _NUMBER, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("weekdays", _NUMBER, nullable=False),
        sa.Column("from_minute", _NUMBER, nullable=False),
        sa.Column("until_minute", _NUMBER, nullable=False),
        sa.Column("urgency", sa.String(length=24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("appointment_id", _NUMBER, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", _NUMBER, nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.CheckConstraint("first_day <= last_day", name="ck_waiting_entry_days"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name="fk_waiting_entry_appointment_id"),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name="fk_waiting_entry_created_by_id"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_waiting_entry_location_id"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_waiting_entry_patient_id"),
        sa.ForeignKeyConstraint(["practitioner_id"], ["practitioner.id"], name="fk_waiting_entry_practitioner_id"),
        sa.ForeignKeyConstraint(["service_id"], ["healthcare_service.id"], name="fk_waiting_entry_service_id"),
        sa.ForeignKeyConstraint(["speciality_id"], ["speciality.id"], name="fk_waiting_entry_speciality_id"),
        sa.PrimaryKeyConstraint("id", name="pk_waiting_entry"),
    )
    op.create_index("ix_waiting_entry_open", "waiting_entry", ["state", "first_day", "last_day"])
    op.create_index("ix_waiting_entry_patient", "waiting_entry", ["patient_id"])

    op.create_table(
        "message_event",
        sa.Column("message_id", _NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("account_id", _NUMBER, nullable=True),
        sa.Column("problem", sa.String(length=48), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_message_event_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message_event"),
    )
    op.create_index("ix_message_event_message_id", "message_event", ["message_id"])

    op.create_table(
        "slot_offer",
        sa.Column("entry_id", _NUMBER, nullable=False),
        sa.Column("practitioner_id", _NUMBER, nullable=False),
        sa.Column("location_id", _NUMBER, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("hold_key", sa.String(length=36), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by_id", _NUMBER, nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["waiting_entry.id"], name="fk_slot_offer_entry_id"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_slot_offer_location_id"),
        sa.ForeignKeyConstraint(["offered_by_id"], ["account.id"], name="fk_slot_offer_offered_by_id"),
        sa.ForeignKeyConstraint(["practitioner_id"], ["practitioner.id"], name="fk_slot_offer_practitioner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_slot_offer"),
    )
    op.create_index("ix_slot_offer_entry", "slot_offer", ["entry_id", "state"])
    op.create_index("ix_slot_offer_practitioner_id", "slot_offer", ["practitioner_id"])

    op.create_table(
        "wait_promise",
        sa.Column("encounter_id", _NUMBER, nullable=False),
        sa.Column("practitioner_id", _NUMBER, nullable=False),
        sa.Column("location_id", _NUMBER, nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised_minutes", _NUMBER, nullable=False),
        sa.Column("waited_minutes", _NUMBER, nullable=True),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name="fk_wait_promise_encounter_id"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_wait_promise_location_id"),
        sa.ForeignKeyConstraint(["practitioner_id"], ["practitioner.id"], name="fk_wait_promise_practitioner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_wait_promise"),
        sa.UniqueConstraint("encounter_id", name="uq_wait_promise_encounter_id"),
    )
    op.create_index("ix_wait_promise_location", "wait_promise", ["location_id", "promised_at"])

    # Plain ALTER TABLE: a table made anew would lose the guards of 0002.
    op.add_column("appointment", _flag("room_reserved"))
    op.add_column("appointment", sa.Column("passed_over", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "appointment",
        sa.Column("series_id", _NUMBER, _reference("appointment", "series_id", "appointment_series")),
        inline_references=True,
    )
    op.add_column("appointment", sa.Column("series_position", _NUMBER, nullable=True))
    op.create_index("ix_appointment_room_starts", "appointment", ["room_id", "starts_at"])
    op.create_index("ix_appointment_series", "appointment", ["series_id"])
    op.add_column("appointment_change", sa.Column("former_starts_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_appointment_change_at", "appointment_change", ["at"])
    op.create_index("ix_appointment_change_former", "appointment_change", ["former_starts_at"])
    op.add_column("healthcare_service", _flag("needs_room"))
    op.add_column(
        "hold", sa.Column("patient_id", _NUMBER, _reference("hold", "patient_id", "patient")), inline_references=True
    )
    op.add_column("hold", sa.Column("room_id", _NUMBER, _reference("hold", "room_id", "room")), inline_references=True)
    op.add_column("invoice", _count("platform_fee_percent"))
    _keep_the_share()
    op.add_column("schedule", _count("late_minutes"))
    op.add_column("schedule", sa.Column("late_until", sa.DateTime(timezone=True), nullable=True))
    _guard_rooms()


def downgrade() -> None:
    _unguard_rooms()
    op.drop_column("schedule", "late_until")
    op.drop_column("schedule", "late_minutes")
    op.drop_column("invoice", "platform_fee_percent")
    op.drop_column("hold", "room_id")
    op.drop_column("hold", "patient_id")
    op.drop_column("healthcare_service", "needs_room")
    for index, column in (("former", "former_starts_at"), ("at", None)):
        op.drop_index(f"ix_appointment_change_{index}", "appointment_change")
        if column is not None:
            op.drop_column("appointment_change", column)
    for index in ("series", "room_starts"):
        op.drop_index(f"ix_appointment_{index}", "appointment")
    for column in ("series_position", "series_id", "passed_over", "room_reserved"):
        op.drop_column("appointment", column)
    op.drop_index("ix_wait_promise_location", "wait_promise")

    op.drop_table("wait_promise")
    op.drop_index("ix_slot_offer_practitioner_id", "slot_offer")
    op.drop_index("ix_slot_offer_entry", "slot_offer")

    op.drop_table("slot_offer")
    op.drop_index("ix_message_event_message_id", "message_event")

    op.drop_table("message_event")
    op.drop_index("ix_waiting_entry_patient", "waiting_entry")
    op.drop_index("ix_waiting_entry_open", "waiting_entry")

    op.drop_table("waiting_entry")
    op.drop_index("ix_message_state", "message")
    op.drop_index("ix_message_patient_id", "message")
    op.drop_index(
        "ix_message_open",
        "message",
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.drop_index("ix_message_appointment", "message")

    op.drop_table("message")
    op.drop_index("ix_appointment_series_patient_id", "appointment_series")

    op.drop_table("appointment_series")
    op.drop_table("message_template")
