"""Runs inside the transaction that `talenttrack.storage.schema` opened; there is no offline mode."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from talenttrack.storage import models  # noqa: F401 (fills the metadata)
from talenttrack.storage.base import Base


def _own_types(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write a column type of ours as what it stores: a migration must outlive the class."""
    if kind == "type" and type(item).__module__.startswith("talenttrack."):
        stored = item.impl if hasattr(item, "impl") else item
        return f"sa.{stored!r}"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=_own_types,
)
context.run_migrations()
