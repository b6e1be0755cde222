"""Runs revisions on the open connection that ``clinic_desktop.db.migrate`` hands over."""

from typing import Any

from alembic import context
from sqlalchemy import TypeDecorator

connection = context.config.attributes["connection"]
metadata = context.config.attributes.get("metadata")


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Writes our own column types as the plain ones below them, so that a revision never imports the package."""
    if kind == "type" and isinstance(item, TypeDecorator):
        timezone = getattr(item.impl, "timezone", False)
        return f"sa.{type(item.impl).__name__}({'timezone=True' if timezone else ''})"
    return False


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Leaves out the search tables: revisions write them by hand, and they can be made anew from the patients."""
    return not (kind == "table" and (name or "").startswith("search_"))


context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render_item,
    include_name=include_name,
    # Python's driver would commit before each CREATE; a kill in the middle then bricks the file for ever.
    transactional_ddl=True,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
