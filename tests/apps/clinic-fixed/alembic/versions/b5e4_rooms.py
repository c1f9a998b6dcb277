"""every appointment has a room"""
import sqlalchemy as sa
from alembic import op

revision = "b5e4"
down_revision = "7c20"


def upgrade():
    op.add_column("appointments", sa.Column("room", sa.String(length=20), nullable=True))
    op.execute("UPDATE appointments SET room = '1'")
    op.alter_column("appointments", "room", nullable=False)
    op.alter_column("appointments", "state", new_column_name="status")


def downgrade():
    op.alter_column("appointments", "status", new_column_name="state")
    op.drop_column("appointments", "room")
