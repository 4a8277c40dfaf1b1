"""An engagement keeps the talent's name and document as its own company gave them.

A person is shared by companies: shown through the person, one company would read what another one had written.
Null is what was recorded before, and is read from the person. A downgrade leaves the columns: they hold what nobody
could give back, and the code before them does not mind.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = ("talent_name_en", "talent_name_zh", "document_hash")


def upgrade() -> None:
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("engagement")}
    # Not in batch: SQLite would copy the table and lose the guards on it.
    for name in COLUMNS:
        if name not in there:
            op.add_column("engagement", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    """Nothing to undo."""
