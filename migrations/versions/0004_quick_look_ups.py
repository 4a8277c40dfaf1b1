"""Indexes for what officers look up: the reference of an engagement, and what a finding is about."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_engagement_reference", "engagement", ["reference"])
    op.create_index("ix_finding_subject_id_subject_type", "finding", ["subject_id", "subject_type"])


def downgrade() -> None:
    op.drop_index("ix_finding_subject_id_subject_type", "finding")
    op.drop_index("ix_engagement_reference", "engagement")
