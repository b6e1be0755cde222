"""The database's own guards, for whoever writes: no overlapping appointments, no rewriting of history.

Revision: 0002, after 0001.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OCCUPYING = "('pending', 'confirmed', 'checked_in', 'in_progress', 'completed')"
_APPEND_ONLY = ("audit_event", "appointment_change", "ledger_entry")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _downgrade_sqlite()
    else:
        _downgrade_postgresql()


def _upgrade_postgresql() -> None:
    # int8range instead of plain equality: so the constraint needs no extension (btree_gist).
    op.execute(
        "ALTER TABLE appointment ADD CONSTRAINT ex_appointment_no_overlap EXCLUDE USING gist ("
        " int8range(practitioner_id, practitioner_id, '[]') WITH &&,"
        " int8range(seat, seat, '[]') WITH &&,"
        " tstzrange(starts_at, ends_at) WITH &&)"
        f" WHERE (state IN {_OCCUPYING} AND NOT queue_only)"
    )
    op.execute(
        "ALTER TABLE appointment ADD CONSTRAINT ck_appointment_within_a_day"
        " CHECK (ends_at <= starts_at + interval '1 day')"
    )
    op.execute(
        "CREATE FUNCTION clinic_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23514'; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION clinic_refuse_rewriting()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION clinic_refuse_rewriting()"
        )
    op.execute(
        "CREATE FUNCTION clinic_notify() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM pg_notify('clinic_change', NEW.origin || ' ' || NEW.topic || ' ' || coalesce(NEW.row_id::text, ''));"
        " RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER change_notice_notify AFTER INSERT ON change_notice"
        " FOR EACH ROW EXECUTE FUNCTION clinic_notify()"
    )


def _downgrade_postgresql() -> None:
    op.execute("DROP TRIGGER change_notice_notify ON change_notice")
    op.execute("DROP FUNCTION clinic_notify()")
    for table in _APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute("DROP FUNCTION clinic_refuse_rewriting()")
    op.execute("ALTER TABLE appointment DROP CONSTRAINT ck_appointment_within_a_day")
    op.execute("ALTER TABLE appointment DROP CONSTRAINT ex_appointment_no_overlap")


def _upgrade_sqlite() -> None:
    _guard_times()
    _guard_history()


def _guard_times() -> None:
    for event in ("INSERT", "UPDATE OF practitioner_id, seat, starts_at, ends_at, state, queue_only"):
        name = "insert" if event == "INSERT" else "update"
        op.execute(
            f"CREATE TRIGGER appointment_no_overlap_{name} BEFORE {event} ON appointment"
            f" WHEN NEW.state IN {_OCCUPYING} AND NOT NEW.queue_only AND EXISTS ("
            " SELECT 1 FROM appointment AS other WHERE other.practitioner_id = NEW.practitioner_id"
            # No appointment is longer than a day (see below): so only a day's rows have to be looked at.
            " AND other.starts_at < NEW.ends_at AND other.starts_at > datetime(NEW.starts_at, '-1 day')"
            " AND other.ends_at > NEW.starts_at AND other.seat = NEW.seat"
            f" AND other.id IS NOT NEW.id AND other.state IN {_OCCUPYING} AND NOT other.queue_only)"
            " BEGIN SELECT RAISE(ABORT, 'appointments overlap'); END"
        )
        # Times are text, which compares as time only while all are written in one way.
        op.execute(
            f"CREATE TRIGGER appointment_times_{name} BEFORE {event} ON appointment"
            f" WHEN NOT ({_is_time('NEW.starts_at')} AND {_is_time('NEW.ends_at')})"
            " BEGIN SELECT RAISE(ABORT, 'appointment times are not as YYYY-MM-DD HH:MM:SS'); END"
        )
        op.execute(
            f"CREATE TRIGGER appointment_within_a_day_{name} BEFORE {event} ON appointment"
            " WHEN NEW.ends_at > datetime(NEW.starts_at, '+1 day')"
            " BEGIN SELECT RAISE(ABORT, 'appointment longer than a day'); END"
        )


def _is_time(column: str) -> str:
    # Without the parts of a second, which datetime() may round up.
    whole = f"substr({column}, 1, 19)"
    return f"{whole} IS datetime({whole}) AND substr({column}, 20) NOT GLOB '*[^.0-9]*'"


def _guard_history() -> None:
    for table in _APPEND_ONLY:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for event in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} {refuse}")
        # INSERT OR REPLACE deletes the former row without asking the trigger above.
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
            f" WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refuse}"
        )


def _downgrade_sqlite() -> None:
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER appointment_no_overlap_{event}")
        op.execute(f"DROP TRIGGER appointment_within_a_day_{event}")
        op.execute(f"DROP TRIGGER appointment_times_{event}")
    for table in _APPEND_ONLY:
        for event in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER {table}_no_{event}")
