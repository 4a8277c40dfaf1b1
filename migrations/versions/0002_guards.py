"""Guards in the database itself: what happened stays, and no person is engaged twice on one day.

The overlap guard covers what was admitted; rows of history, and those kept in breach, may overlap so that the night
can find them. It folds the person and the day into one number, since PostgreSQL without extensions can exclude
overlapping ranges but not the equality of another column beside them.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "audit_entry",
    "receipt",
    "engagement_version",
    "company_version",
    "nias_project_version",
    "compliance_run",
    "finding_event",
)

DAY_ZERO = "DATE '1900-01-01'"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE engagement DROP CONSTRAINT ex_engagement_person_overlap")
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        op.execute("DROP FUNCTION refuse_change()")
    else:
        for name in ("insert", "update"):
            op.execute(f"DROP TRIGGER engagement_person_overlap_{name}")
        for table in APPEND_ONLY:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")


def _guard_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;
        END $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        f"""
        ALTER TABLE engagement ADD CONSTRAINT ex_engagement_person_overlap EXCLUDE USING gist (
            int8range(
                person_id * 1000000 + (held_from - {DAY_ZERO}),
                person_id * 1000000 + (held_until - {DAY_ZERO}),
                '[]'
            ) WITH &&
        ) WHERE (admitted AND held_from IS NOT NULL)
        """
    )


def _guard_sqlite() -> None:
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"""
                CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}
                BEGIN SELECT RAISE(ABORT, 'rows of {table} are added and never changed'); END
                """
            )
    overlap = """
        WHEN NEW.admitted AND NEW.held_from IS NOT NULL AND EXISTS (
            SELECT 1 FROM engagement
            WHERE person_id = NEW.person_id AND id <> COALESCE(NEW.id, -1) AND admitted
              AND held_from <= NEW.held_until AND held_until >= NEW.held_from
        )
        BEGIN SELECT RAISE(ABORT, 'ex_engagement_person_overlap'); END
    """
    op.execute(f"CREATE TRIGGER engagement_person_overlap_insert AFTER INSERT ON engagement {overlap}")
    op.execute(f"CREATE TRIGGER engagement_person_overlap_update AFTER UPDATE ON engagement {overlap}")
