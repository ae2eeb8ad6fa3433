"""The program as it might be one revision later: one more column, one more table."""

import shutil
from pathlib import Path

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table

from interview_coach.store.revision import CURRENT, Schema
from interview_coach.store.tables import NAMES

HEADER = f'''
from alembic import op
import sqlalchemy as sa

revision = "next"
down_revision = "{CURRENT.head}"
branch_labels = None
depends_on = None

'''
GOOD = """
def upgrade():
    with op.batch_alter_table("turns", recreate="always") as batch:
        batch.add_column(sa.Column("minutes", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "tags",
        sa.Column("interview_id", sa.String(), sa.ForeignKey("interviews.id"), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
    )
    op.execute("INSERT INTO tags SELECT id, state FROM interviews")
"""


def next_schema(folder: Path, script: str = GOOD) -> Schema:
    """The schema of the next revision, with its scripts in a folder that is made for it."""
    scripts = folder / "migrations"
    shutil.copytree(CURRENT.scripts, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "next_tags.py").write_text(HEADER + script)
    metadata = MetaData(naming_convention=NAMES)
    for table in CURRENT.metadata.tables.values():
        table.to_metadata(metadata)
    metadata.tables["turns"].append_column(Column("minutes", Integer, server_default="0", nullable=False))
    Table(
        "tags",
        metadata,
        Column("interview_id", String, ForeignKey("interviews.id"), nullable=False),
        Column("tag", String, nullable=False),
    )
    return Schema((*CURRENT.revisions, "next"), scripts, metadata)
