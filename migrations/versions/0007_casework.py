"""Casework: who is on a case, notes among officers, saved views, and the day from which a case's clock counts.

The clock of what waits now is worked out here once, from the versions of each case; `domain.duties` says how it
counts. Nothing of that module is used: a migration stays what it was.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WITH_OFFICE = ("submitted", "recommended")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ONE_DAY = timedelta(days=1)


def upgrade() -> None:
    op.create_table(
        "case_claim",
        sa.Column("id", ID, nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_from_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_case_claim_user_id_user_account"),
        sa.ForeignKeyConstraint(
            ["taken_from_id"], ["user_account.id"], name="fk_case_claim_taken_from_id_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_claim"),
        sa.UniqueConstraint("subject_type", "subject_id", name="uq_case_claim_subject_type_subject_id"),
    )
    op.create_index("ix_case_claim_user_id", "case_claim", ["user_id"])
    op.create_index("ix_case_claim_taken_from_id", "case_claim", ["taken_from_id"])
    op.create_table(
        "case_note",
        sa.Column("id", ID, nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_encrypted", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name="fk_case_note_author_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_case_note"),
    )
    op.create_index("ix_case_note_subject_type_subject_id", "case_note", ["subject_type", "subject_id"])
    op.create_table(
        "saved_view",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_saved_view_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("user_id", "name", name="uq_saved_view_user_id_name"),
    )
    op.add_column("engagement", sa.Column("clock_from", sa.Date(), nullable=True))
    op.create_index(
        "ix_engagement_shared_at",
        "engagement",
        ["shared_at"],
        postgresql_where=sa.text(SHARED_DRAFTS),
        sqlite_where=sa.text(SHARED_DRAFTS),
    )
    _guard()
    _start_clocks()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER case_note_append_only ON case_note")
        op.execute("DROP TRIGGER case_note_no_truncate ON case_note")
    else:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER case_note_no_{verb}")
    op.drop_index("ix_engagement_shared_at", "engagement")
    op.drop_column("engagement", "clock_from")
    for table in ("saved_view", "case_note", "case_claim"):
        op.drop_table(table)


SHARED_DRAFTS = "shared_at IS NOT NULL AND state = 'draft'"


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER case_note_append_only BEFORE UPDATE OR DELETE ON case_note "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER case_note_no_truncate BEFORE TRUNCATE ON case_note "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("update", "delete"):
        op.execute(
            f"""
            CREATE TRIGGER case_note_no_{verb} BEFORE {verb.upper()} ON case_note
            BEGIN SELECT RAISE(ABORT, 'rows of case_note are added and never changed'); END
            """
        )


def _start_clocks() -> None:
    bind = op.get_bind()
    case, version = _tables()
    waiting = bind.execute(
        sa.select(case.c.id, case.c.submitted_on, case.c.created_at).where(
            case.c.state.in_([*WITH_OFFICE, "returned"])
        )
    ).all()
    for engagement_id, submitted_on, created_at in waiting:
        acts = bind.execute(
            sa.select(version.c.recorded_at, version.c.state)
            .where(version.c.engagement_id == engagement_id)
            .order_by(version.c.version)
        )
        first = submitted_on or _day(created_at)
        counted_from = _counted_from(first, [(_day(at), state) for at, state in acts if state != "draft"])
        bind.execute(sa.update(case).where(case.c.id == engagement_id).values(clock_from=counted_from))


def _tables() -> tuple[sa.TableClause, sa.TableClause]:
    instant = sa.DateTime(timezone=True)
    case = sa.table(
        "engagement",
        sa.column("id", ID),
        sa.column("state", sa.String()),
        sa.column("submitted_on", sa.Date()),
        sa.column("created_at", instant),
        sa.column("clock_from", sa.Date()),
    )
    version = sa.table(
        "engagement_version",
        sa.column("engagement_id", ID),
        sa.column("version", ID),
        sa.column("recorded_at", instant),
        sa.column("state", sa.String()),
    )
    return case, version


def _day(at: Any) -> date:
    utc = at if at.tzinfo else at.replace(tzinfo=ZoneInfo("UTC"))
    return date.fromisoformat(utc.astimezone(ZoneInfo("Asia/Hong_Kong")).date().isoformat())


def _counted_from(came_on: date, acts: Iterable[tuple[date, str]]) -> date:
    """The last day of coming in, moved back by the working days that the office had had the case before."""
    used, with_office, since, came = 0, True, came_on, came_on
    for day, state in acts:
        if day < came_on or (state in WITH_OFFICE) == with_office:
            continue
        if with_office:
            used += sum(_works(since + timedelta(days=n)) for n in range(1, (day - since).days + 1))
        else:
            came = day
        with_office, since = not with_office, day
    if came == came_on:
        return came
    if not with_office:  # what was used in the last spell counts forward from its beginning
        used -= sum(_works(came + timedelta(days=n)) for n in range(1, (since - came).days + 1))
    while used > 0:
        used -= _works(came)
        came -= ONE_DAY
    return came


def _works(day: date) -> bool:
    return day.weekday() < 5 and day not in _HOLIDAYS


_HOLIDAYS = holidays.country_holidays("HK", categories=("public", "optional"))
