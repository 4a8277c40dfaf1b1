"""Indexes by which every list is read in its order, and a token that changes whenever the policy does.

The token is drawn anew by the database itself, in the transaction of the change: who has read the policy under one
token may go on using what was read for as long as the token is the same.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_engagement_state_id", "engagement", ["state", "id"]),
    ("ix_engagement_pool_id", "engagement", ["pool", "id"]),
    ("ix_engagement_company_id_id", "engagement", ["company_id", "id"]),
    ("ix_finding_state_id", "finding", ["state", "id"]),
    ("ix_finding_kind_id", "finding", ["kind", "id"]),
)
OPEN_EXTENSIONS = "variation_state IS NOT NULL"
WATCHED = ("policy_parameter", "policy_version")
VERBS = ("insert", "update", "delete")


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    op.create_index(
        "ix_engagement_variation_state",
        "engagement",
        ["variation_state", "variation_submitted_on"],
        sqlite_where=sa.text(OPEN_EXTENSIONS),
        postgresql_where=sa.text(OPEN_EXTENSIONS),
    )
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    state = op.create_table(
        "policy_state",
        sa.Column("id", number, nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_policy_state"),
    )
    op.bulk_insert(state, [{"id": 1, "token": secrets.token_hex(16)}])
    if op.get_bind().dialect.name == "postgresql":
        _watch_postgresql()
    else:
        _watch_sqlite()


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in WATCHED:
        for verb in VERBS:
            op.execute(f"DROP TRIGGER {table}_state_{verb}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION draw_policy_token()")
    op.drop_table("policy_state")
    op.drop_index("ix_engagement_variation_state", "engagement")
    for name, table, _columns in reversed(INDEXES):
        op.drop_index(name, table)


def _watch_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION draw_policy_token() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE policy_state SET token = gen_random_uuid()::text;
            RETURN NULL;
        END $$
        """
    )
    for table in WATCHED:
        for verb in VERBS:
            op.execute(
                f"CREATE TRIGGER {table}_state_{verb} AFTER {verb.upper()} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION draw_policy_token()"
            )


def _watch_sqlite() -> None:
    for table in WATCHED:
        for verb in VERBS:
            op.execute(
                f"CREATE TRIGGER {table}_state_{verb} AFTER {verb.upper()} ON {table} "
                "BEGIN UPDATE policy_state SET token = lower(hex(randomblob(16))); END"
            )
