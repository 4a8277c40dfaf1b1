"""Hires in preparation: a company's answers, saved as one goes, before there is a case."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "hire_preparation",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("company_id", NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answers_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("engagement_id", NUMBER, nullable=True),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("begun_by", NUMBER, nullable=False),
        sa.Column("updated_by", NUMBER, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (answers_encrypted IS NOT NULL)",
            name=op.f("ck_hire_preparation_answers_while_open"),
        ),
        sa.ForeignKeyConstraint(["begun_by"], ["user_account.id"], name=op.f("fk_hire_preparation_begun_by_user_account")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_hire_preparation_company_id_company")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_hire_preparation_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["user_account.id"], name=op.f("fk_hire_preparation_updated_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hire_preparation")),
    )
    op.create_index("ix_hire_preparation_company_id_state", "hire_preparation", ["company_id", "state"])


def downgrade() -> None:
    op.drop_table("hire_preparation")
