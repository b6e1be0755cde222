"""The database's own guard of seats: above a service's capacity sits only who was squeezed in.

Revision: 0006, after 0005.

Without it a row in seat 2 would be a second patient at the time of the first, whoever wrote it. What is there already
stays as it is, and so does who sits above a capacity that is lowered later.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CHANGED = "(NEW.seat <> OLD.seat OR NEW.squeezed_in <> OLD.squeezed_in OR NEW.service_id <> OLD.service_id)"
_EVENTS = {
    "insert": ("INSERT", "NEW.seat > 1 AND NOT NEW.squeezed_in"),
    "update": ("UPDATE OF seat, squeezed_in, service_id", f"NEW.seat > 1 AND NOT NEW.squeezed_in AND {_CHANGED}"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, (event, when) in _EVENTS.items():
            op.execute(
                f"CREATE TRIGGER appointment_seat_{name} BEFORE {event} ON appointment WHEN {when}"
                " AND NEW.seat > (SELECT capacity FROM healthcare_service WHERE id = NEW.service_id)"
                " BEGIN SELECT RAISE(ABORT, 'the service has no such seat'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION clinic_refuse_seat() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NEW.seat > (SELECT capacity FROM healthcare_service WHERE id = NEW.service_id)"
        " THEN RAISE EXCEPTION 'the service has no such seat' USING ERRCODE = '23514'; END IF;"
        " RETURN NEW; END $$"
    )
    for name, (event, when) in _EVENTS.items():
        op.execute(
            f"CREATE TRIGGER appointment_seat_{name} BEFORE {event} ON appointment"
            f" FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION clinic_refuse_seat()"
        )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in _EVENTS:
        op.execute(f"DROP TRIGGER appointment_seat_{name}{'' if sqlite else ' ON appointment'}")
    if not sqlite:
        op.execute("DROP FUNCTION clinic_refuse_seat()")
