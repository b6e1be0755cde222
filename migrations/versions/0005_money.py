"""Checkout links, refunds that are approved and followed, tills, payouts, and what gateways and we know differently.

Revision: 0005, after 0004.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NEW_IN_LEDGER = (("payout_id", "payout"), ("till_session_id", "till_session"))
_PAID = sa.text("NOT voided")
_LIVE = sa.text("state IN ('requested', 'open', 'processing', 'ending')")


def _reference(table: str, column: str, target: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{column}")


def _widen_the_ledger() -> None:
    """What is no part of a visit has no invoice, but a payout or a till."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("ledger_entry", "invoice_id", nullable=True)
        for column, table in _NEW_IN_LEDGER:
            op.add_column("ledger_entry", sa.Column(column, _NUMBER, _reference("ledger_entry", column, table)))
        return
    with op.batch_alter_table("ledger_entry") as batch:
        batch.alter_column("invoice_id", existing_type=_NUMBER, nullable=True)
        for column, table in _NEW_IN_LEDGER:
            batch.add_column(sa.Column(column, _NUMBER, nullable=True))
            batch.create_foreign_key(f"fk_ledger_entry_{column}", table, [column], ["id"])
    _guard_the_ledger()


def _narrow_the_ledger() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("ledger_entry", "invoice_id", nullable=False)
        for column, _ in _NEW_IN_LEDGER:
            op.drop_column("ledger_entry", column)
        return
    with op.batch_alter_table("ledger_entry") as batch:
        for column, _ in _NEW_IN_LEDGER:
            batch.drop_constraint(f"fk_ledger_entry_{column}", type_="foreignkey")
            batch.drop_column(column)
        batch.alter_column("invoice_id", existing_type=_NUMBER, nullable=False)
    _guard_the_ledger()


def _index_the_ledger(*columns: str) -> None:
    """A balance is read from these indexes alone."""
    for side in ("debit", "credit"):
        op.drop_index(f"ix_ledger_entry_{side}", "ledger_entry")
        op.create_index(f"ix_ledger_entry_{side}", "ledger_entry", [side, *columns])


def _guard_the_ledger() -> None:
    """SQLite made the table anew, which lost the guards of 0002."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END"
    for event in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER ledger_entry_no_{event.lower()} BEFORE {event} ON ledger_entry {refuse}")
    op.execute(
        "CREATE TRIGGER ledger_entry_no_replace BEFORE INSERT ON ledger_entry"
        f" WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id) {refuse}"
    )


def _fill() -> None:
    """Refunds of before went back the way that the payment came, and were decided when they were made."""
    payment = "(SELECT {} FROM payment WHERE payment.id = refund.payment_id)"
    op.execute(
        f"UPDATE refund SET method = {payment.format('method')}, location_id = {payment.format('location_id')},"
        " cause = 'desk', decided_by_id = made_by_id, decided_by_name = made_by_name, decided_at = created_at"
    )
    op.execute(sa.text("UPDATE organization SET reference = :made").bindparams(made=secrets.token_hex(4)))


def upgrade() -> None:
    op.create_table(
        "gateway_event",
        sa.Column("gateway", sa.String(length=24), nullable=False),
        sa.Column("event_id", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("object_id", sa.String(length=255), nullable=False),
        sa.Column("link_key", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gateway_event"),
        sa.UniqueConstraint("gateway", "event_id", name="uq_gateway_event_gateway_event_id"),
    )
    op.create_index("ix_gateway_event_state", "gateway_event", ["state"])

    op.create_table(
        "gateway_pace",
        sa.Column("gateway", sa.String(length=24), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("gateway", name="pk_gateway_pace"),
    )
    op.create_table(
        "reconciliation",
        sa.Column("gateway", sa.String(length=24), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_by_id", _NUMBER, nullable=True),
        sa.Column("run_by_name", sa.Text(), nullable=False),
        sa.Column("compared", _NUMBER, nullable=False),
        sa.Column("differing", _NUMBER, nullable=False),
        sa.Column("ours_paid_minor", _NUMBER, nullable=False),
        sa.Column("theirs_paid_minor", _NUMBER, nullable=False),
        sa.Column("ours_refunded_minor", _NUMBER, nullable=False),
        sa.Column("theirs_refunded_minor", _NUMBER, nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["run_by_id"], ["account.id"], name="fk_reconciliation_run_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reconciliation"),
    )
    op.create_table(
        "till_session",
        sa.Column("location_id", _NUMBER, nullable=False),
        sa.Column("desk", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("float_minor", _NUMBER, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", _NUMBER, nullable=True),
        sa.Column("opened_by_name", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", _NUMBER, nullable=True),
        sa.Column("closed_by_name", sa.Text(), nullable=False),
        sa.Column("left_minor", _NUMBER, nullable=True),
        sa.Column("follows_id", _NUMBER, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.CheckConstraint("float_minor >= 0", name="ck_till_session_float"),
        sa.ForeignKeyConstraint(["closed_by_id"], ["account.id"], name="fk_till_session_closed_by_id"),
        sa.ForeignKeyConstraint(["follows_id"], ["till_session.id"], name="fk_till_session_follows_id"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_till_session_location_id"),
        sa.ForeignKeyConstraint(["opened_by_id"], ["account.id"], name="fk_till_session_opened_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_till_session"),
    )
    op.create_index("ix_till_session_location_opened", "till_session", ["location_id", "opened_at"])
    op.create_index("ix_till_session_desk", "till_session", ["location_id", "desk", "id"])
    op.create_index("uq_till_session_number", "till_session", ["location_id", "number"], unique=True)
    op.create_index(
        "uq_till_session_open",
        "till_session",
        ["location_id", "desk"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )

    op.create_table(
        "payout",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("practitioner_id", _NUMBER, nullable=False),
        sa.Column("location_id", _NUMBER, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("amount_minor", _NUMBER, nullable=False),
        sa.Column("method", sa.String(length=24), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", _NUMBER, nullable=True),
        sa.Column("made_by_name", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by_id", _NUMBER, nullable=True),
        sa.Column("voided_by_name", sa.Text(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_payout_amount"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_payout_location_id"),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name="fk_payout_made_by_id"),
        sa.ForeignKeyConstraint(["practitioner_id"], ["practitioner.id"], name="fk_payout_practitioner_id"),
        sa.ForeignKeyConstraint(["voided_by_id"], ["account.id"], name="fk_payout_voided_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payout"),
        sa.UniqueConstraint("key", name="uq_payout_key"),
    )
    op.create_index("ix_payout_practitioner_paid", "payout", ["practitioner_id", "paid_at"])
    op.create_index("uq_payout_number", "payout", ["location_id", "number"], unique=True)

    op.create_table(
        "till_count",
        sa.Column("session_id", _NUMBER, nullable=False),
        sa.Column("method", sa.String(length=24), nullable=False),
        sa.Column("expected_minor", _NUMBER, nullable=False),
        sa.Column("counted_minor", _NUMBER, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("pieces", sa.Text(), nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["till_session.id"], name="fk_till_count_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_till_count"),
        sa.UniqueConstraint("session_id", "method", name="uq_till_count_session_id_method"),
    )
    op.create_table(
        "till_movement",
        sa.Column("session_id", _NUMBER, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("amount_minor", _NUMBER, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", _NUMBER, nullable=True),
        sa.Column("made_by_name", sa.Text(), nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name="fk_till_movement_made_by_id"),
        sa.ForeignKeyConstraint(["session_id"], ["till_session.id"], name="fk_till_movement_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_till_movement"),
        sa.UniqueConstraint("key", name="uq_till_movement_key"),
    )
    op.create_index("ix_till_movement_session_id", "till_movement", ["session_id"])

    op.create_table(
        "payment_link",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("appointment_id", _NUMBER, nullable=False),
        sa.Column("invoice_id", _NUMBER, nullable=False),
        sa.Column("location_id", _NUMBER, nullable=False),
        sa.Column("attempt", _NUMBER, nullable=False),
        sa.Column("gateway", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("amount_minor", _NUMBER, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("paid_minor", _NUMBER, nullable=False),
        sa.Column("gateway_id", sa.String(length=255), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("holds_booking", sa.Boolean(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gateway_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", _NUMBER, nullable=True),
        sa.Column("created_by_name", sa.Text(), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("watched_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", _NUMBER, nullable=False),
        sa.Column("problem", sa.String(length=48), nullable=False),
        sa.Column("claimed_by", sa.String(length=64), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_payment_link_amount"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name="fk_payment_link_appointment_id"),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name="fk_payment_link_created_by_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_payment_link_invoice_id"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_payment_link_location_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_link"),
        sa.UniqueConstraint("gateway", "gateway_id", name="uq_payment_link_gateway_gateway_id"),
        sa.UniqueConstraint("key", name="uq_payment_link_key"),
    )
    op.create_index("ix_payment_link_appointment_id", "payment_link", ["appointment_id"])
    op.create_index("ix_payment_link_due", "payment_link", ["gateway", "due_at"])
    op.create_index("ix_payment_link_invoice_id", "payment_link", ["invoice_id"])
    op.create_index("ix_payment_link_location_created", "payment_link", ["location_id", "created_at"])
    op.create_index(
        "uq_payment_link_live", "payment_link", ["invoice_id"], unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
    )

    op.create_table(
        "payment_finding",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("location_id", _NUMBER, nullable=True),
        sa.Column("gateway", sa.String(length=24), nullable=False),
        sa.Column("gateway_id", sa.String(length=255), nullable=False),
        sa.Column("link_id", _NUMBER, nullable=True),
        sa.Column("payment_id", _NUMBER, nullable=True),
        sa.Column("refund_id", _NUMBER, nullable=True),
        sa.Column("appointment_id", _NUMBER, nullable=True),
        sa.Column("reconciliation_id", _NUMBER, nullable=True),
        sa.Column("ours_minor", _NUMBER, nullable=True),
        sa.Column("theirs_minor", _NUMBER, nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolution", sa.String(length=24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", _NUMBER, nullable=True),
        sa.Column("resolved_by_name", sa.Text(), nullable=False),
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name="fk_payment_finding_appointment_id"),
        sa.ForeignKeyConstraint(["link_id"], ["payment_link.id"], name="fk_payment_finding_link_id"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_payment_finding_location_id"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_payment_finding_payment_id"),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"], ["reconciliation.id"], name="fk_payment_finding_reconciliation_id"
        ),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name="fk_payment_finding_refund_id"),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["account.id"], name="fk_payment_finding_resolved_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_finding"),
        sa.UniqueConstraint("key", name="uq_payment_finding_key"),
    )
    op.create_index("ix_payment_finding_reconciliation", "payment_finding", ["reconciliation_id"])
    op.create_index("ix_payment_finding_state", "payment_finding", ["state", "location_id"])

    op.add_column("appointment", sa.Column("pay_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("organization", sa.Column("reference", sa.String(length=8), nullable=False, server_default=""))
    op.add_column("organization", sa.Column("logo", sa.LargeBinary(), nullable=True))
    op.add_column("invoice", sa.Column("credit_note_number", sa.String(length=24), nullable=True))
    op.add_column("invoice", sa.Column("credited_minor", _NUMBER, nullable=False, server_default="0"))
    op.add_column("invoice", sa.Column("credited_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("uq_invoice_credit_note", "invoice", ["location_id", "credit_note_number"], unique=True)
    op.add_column("payment", sa.Column("gateway", sa.String(length=24), nullable=True))
    op.add_column("payment", sa.Column("gateway_payment_id", sa.String(length=255), nullable=True))
    op.add_column(
        "payment",
        sa.Column("link_id", _NUMBER, _reference("payment", "link_id", "payment_link")),
        inline_references=True,
    )
    op.add_column(
        "payment",
        sa.Column("till_session_id", _NUMBER, _reference("payment", "till_session_id", "till_session")),
        inline_references=True,
    )
    op.add_column("payment", sa.Column("declared", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("payment", sa.Column("terminal", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("payment", sa.Column("card_last4", sa.String(length=4), nullable=False, server_default=""))
    op.create_index("ix_payment_link_id", "payment", ["link_id"])
    op.create_index("ix_payment_till_session", "payment", ["till_session_id"])
    op.create_index(
        "ix_payment_upi",
        "payment",
        ["reference"],
        sqlite_where=sa.text("method = 'upi'"),
        postgresql_where=sa.text("method = 'upi'"),
    )
    op.create_index("uq_payment_gateway", "payment", ["gateway", "gateway_payment_id"], unique=True)
    op.add_column(
        "refund",
        sa.Column("location_id", _NUMBER, _reference("refund", "location_id", "location")),
        inline_references=True,
    )
    op.add_column("refund", sa.Column("method", sa.String(length=24), nullable=False, server_default=""))
    op.add_column("refund", sa.Column("cause", sa.String(length=24), nullable=False, server_default=""))
    op.add_column("refund", sa.Column("due_again", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("refund", sa.Column("lowered_minor", _NUMBER, nullable=False, server_default="0"))
    op.add_column("refund", sa.Column("credit_note_number", sa.String(length=24), nullable=True))
    op.add_column("refund", sa.Column("gateway", sa.String(length=24), nullable=True))
    op.add_column("refund", sa.Column("gateway_refund_id", sa.String(length=255), nullable=True))
    op.add_column(
        "refund",
        sa.Column("replaces_id", _NUMBER, _reference("refund", "replaces_id", "refund")),
        inline_references=True,
    )
    op.add_column(
        "refund",
        sa.Column("till_session_id", _NUMBER, _reference("refund", "till_session_id", "till_session")),
        inline_references=True,
    )
    op.add_column("refund", sa.Column("desk", sa.Text(), nullable=False, server_default=""))
    op.add_column("refund", sa.Column("reference", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "refund",
        sa.Column("decided_by_id", _NUMBER, _reference("refund", "decided_by_id", "account")),
        inline_references=True,
    )
    op.add_column("refund", sa.Column("decided_by_name", sa.Text(), nullable=False, server_default=""))
    op.add_column("refund", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("refund", sa.Column("decision_reason", sa.Text(), nullable=False, server_default=""))
    op.add_column("refund", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("refund", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("refund", sa.Column("tries", _NUMBER, nullable=False, server_default="0"))
    op.add_column("refund", sa.Column("problem", sa.String(length=48), nullable=False, server_default=""))
    op.add_column("refund", sa.Column("claimed_by", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("refund", sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_refund_due", "refund", ["gateway", "due_at"])
    op.create_index("ix_refund_location_done", "refund", ["location_id", "done_at"])
    op.create_index("ix_refund_state", "refund", ["state", "location_id"])
    op.create_index("ix_refund_till_session", "refund", ["till_session_id"])
    op.create_index("uq_refund_credit_note", "refund", ["location_id", "credit_note_number"], unique=True)
    op.create_index("uq_refund_gateway", "refund", ["gateway", "gateway_refund_id"], unique=True)
    op.create_index("uq_refund_replaces", "refund", ["replaces_id"], unique=True)
    _widen_the_ledger()
    _index_the_ledger("currency", "location_id", "amount_minor")
    _fill()
    op.create_table(
        "payout_line",
        sa.Column("payout_id", _NUMBER, nullable=False),
        sa.Column("entry_id", _NUMBER, nullable=False),
        sa.Column("amount_minor", _NUMBER, nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name="fk_payout_line_entry_id"),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name="fk_payout_line_payout_id"),
        sa.PrimaryKeyConstraint("payout_id", "entry_id", name="pk_payout_line"),
    )
    op.create_index(
        "uq_payout_line_entry", "payout_line", ["entry_id"], unique=True, sqlite_where=_PAID, postgresql_where=_PAID
    )


def downgrade() -> None:
    op.drop_table("payout_line")
    _index_the_ledger("currency", "amount_minor")
    _narrow_the_ledger()
    op.drop_index("uq_refund_replaces", "refund")
    op.drop_index("uq_refund_gateway", "refund")
    op.drop_index("uq_refund_credit_note", "refund")
    op.drop_index("ix_refund_till_session", "refund")
    op.drop_index("ix_refund_state", "refund")
    op.drop_index("ix_refund_location_done", "refund")
    op.drop_index("ix_refund_due", "refund")
    op.drop_column("refund", "claimed_until")
    op.drop_column("refund", "claimed_by")
    op.drop_column("refund", "problem")
    op.drop_column("refund", "tries")
    op.drop_column("refund", "due_at")
    op.drop_column("refund", "sent_at")
    op.drop_column("refund", "decision_reason")
    op.drop_column("refund", "decided_at")
    op.drop_column("refund", "decided_by_name")
    op.drop_column("refund", "decided_by_id")
    op.drop_column("refund", "reference")
    op.drop_column("refund", "desk")
    op.drop_column("refund", "till_session_id")
    op.drop_column("refund", "replaces_id")
    op.drop_column("refund", "gateway_refund_id")
    op.drop_column("refund", "gateway")
    op.drop_column("refund", "credit_note_number")
    op.drop_column("refund", "lowered_minor")
    op.drop_column("refund", "due_again")
    op.drop_column("refund", "cause")
    op.drop_column("refund", "method")
    op.drop_column("refund", "location_id")
    op.drop_index("uq_payment_gateway", "payment")
    op.drop_index("ix_payment_upi", "payment")
    op.drop_index("ix_payment_till_session", "payment")
    op.drop_index("ix_payment_link_id", "payment")
    op.drop_column("payment", "card_last4")
    op.drop_column("payment", "terminal")
    op.drop_column("payment", "declared")
    op.drop_column("payment", "till_session_id")
    op.drop_column("payment", "link_id")
    op.drop_column("payment", "gateway_payment_id")
    op.drop_column("payment", "gateway")
    op.drop_column("appointment", "pay_until")
    op.drop_index("uq_invoice_credit_note", "invoice")
    op.drop_column("invoice", "credited_at")
    op.drop_column("invoice", "credited_minor")
    op.drop_column("invoice", "credit_note_number")
    op.drop_column("organization", "logo")
    op.drop_column("organization", "reference")
    op.drop_table("payment_finding")
    op.drop_table("payment_link")
    op.drop_table("till_movement")
    op.drop_table("till_count")
    op.drop_table("payout")
    op.drop_table("till_session")
    op.drop_table("reconciliation")
    op.drop_table("gateway_pace")
    op.drop_table("gateway_event")
