"""Alembic runs this for each command; the connection comes from storage/migrate.py, never from a settings file."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from sync.central.storage.metadata import METADATA, Moment


def _plain_types(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    # A step must mean the same for ever, so it names SQL's types and not ours.
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    render_item=_plain_types,
)
with context.begin_transaction():
    context.run_migrations()
