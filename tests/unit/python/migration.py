"""create calls"""
from alembic import op
import sqlalchemy as sa

revision = '0002'
down_revision = ('0001', '0000')
#= import alembic op as op
#= import sqlalchemy * as sa
#= assign down_revision = ["0001", "0000"] in module


def upgrade():
    op.create_table(
        'calls',
        sa.Column('id', sa.Integer(), nullable=False, server_default=sa.text("0")),  # the key
        sa.PrimaryKeyConstraint('id'),
    )
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.add_column(sa.Column('note', sa.Text()))
    op.execute("""
        UPDATE calls
        SET note = ''
    """)
    op.execute(
        "CREATE INDEX ix ON calls"
        ' (note)'  # joined
    )
#= call op.create_table("calls", sa.Column("id", sa.Integer(), nullable=false, server_default=sa.text("0")), sa.PrimaryKeyConstraint("id")) discard in upgrade
#= call sa.Column("id", sa.Integer(), nullable=false, server_default=sa.text("0")) argument for op.create_table in upgrade
#= call sa.text("0") argument for sa.Column in upgrade
#= call op.batch_alter_table("calls", schema=null) assigned in upgrade
#= with batch_op = op.batch_alter_table("calls", schema=null) in upgrade @with
#= region with 18-19 test op.batch_alter_table("calls", schema=null) in upgrade
#= call batch_op.add_column(sa.Column("note", sa.Text())) discard in upgrade @with
#= call op.execute("\n        UPDATE calls\n        SET note = ''\n    ") discard in upgrade
#= call op.execute("CREATE INDEX ix ON calls (note)") discard in upgrade
