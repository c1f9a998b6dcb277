"""insurance numbers and referrals"""
import sqlalchemy as sa
from alembic import op

revision = "c901"
down_revision = "b5e4"


def upgrade():
    op.add_column("patients", sa.Column("insurance_number", sa.String(length=40), nullable=True))
    op.create_table(
        "referrals",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("patient_id", sa.Integer(), sa.ForeignKey("patients.id"), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
    )


def downgrade():
    op.drop_table("referrals")
    op.drop_column("patients", "insurance_number")
