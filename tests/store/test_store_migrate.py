"""Older databases are brought to the present, or left exactly as they are."""

import json
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from store_next import GOOD, next_schema
from store_samples import happened, rich, started

from interview_coach.errors import DatabaseBusyError, StorageError
from interview_coach.store import engine
from interview_coach.store.index_table import CREATE_INDEX
from interview_coach.store.lock import lock_path
from interview_coach.store.migrate import make_current
from interview_coach.store.revision import CURRENT, beside, stored_revision
from interview_coach.store.store import Store

CHILD = Path(__file__).with_name("store_child.py")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of the present revision, closed."""
    path = tmp_path / "data" / "interviews.sqlite3"
    with Store.open(path) as store:
        store.create(rich(), happened("started"))
        store.create(started(), happened("started"))
        store.save_draft("abcd2345-a1", 0, "half", "2026-11-20T10:00:00+00:00")
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def normal(sql: str) -> str:
    """SQL without what only its layout differs in."""
    return re.sub(r"\s*([(),])\s*", r"\1", " ".join(sql.split()))


def test_the_known_revisions_are_those_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(CURRENT.scripts))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [CURRENT.head]
    assert tuple(s.revision for s in reversed(list(scripts.walk_revisions()))) == CURRENT.revisions


def test_a_new_database_has_exactly_the_tables_of_the_models(tmp_path: Path) -> None:
    """Rule for rule, CHECKs included, which the comparison after a migration does not see."""
    make_current(tmp_path / "new.sqlite3", CURRENT)
    with closing(sqlite3.connect(tmp_path / "new.sqlite3")) as connection:
        stored = {
            normal(sql)
            for (sql,) in connection.execute(
                "SELECT sql FROM sqlite_schema"
                " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name != 'alembic_version'"
                " AND name NOT LIKE 'search_text_%'"
            )
        }
    dialect = sqlite.dialect()
    tables = CURRENT.metadata.tables.values()
    models = {normal(str(CreateTable(table).compile(dialect=dialect))) for table in tables}
    models |= {
        normal(str(CreateIndex(i).compile(dialect=dialect))) for table in tables for i in table.indexes
    }
    assert stored == models | {normal(CREATE_INDEX)}


def test_an_older_database_keeps_everything_and_is_backed_up(database: Path, tmp_path: Path) -> None:
    schema = next_schema(tmp_path)
    with Store.open(database, schema=schema) as store:
        assert store.interview("rich") == rich()
        assert store.draft("abcd2345-a1", 0) == "half"
        assert [event.kind for event in store.events("abcd2345")] == ["started"]
        with store._read("looking") as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM tags").scalar_one() == 2
    assert stored_revision(database) == "next"
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert set(files(database.parent)) == {"interviews.sqlite3", "interviews.sqlite3.lock"}
    (backup,) = (database.parent / "backups").iterdir()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700
    with Store.open(backup, read_only=True) as store:
        assert store.interview("rich") == rich()


def test_a_current_database_is_not_backed_up_or_touched(database: Path) -> None:
    before = files(database.parent)
    make_current(database, CURRENT)
    assert files(database.parent) == before


def test_what_only_the_wal_holds_is_migrated_and_backed_up_too(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    with Store.open(database) as store:
        store.create(started("zzzz2345"), [])
        for name in ("interviews.sqlite3", "interviews.sqlite3-wal"):
            (folder / name).write_bytes((database.parent / name).read_bytes())
    with Store.open(folder / database.name, schema=next_schema(tmp_path)) as store:
        assert store.interview("zzzz") == started("zzzz2345")
    (backup,) = (folder / "backups").iterdir()
    with Store.open(backup, read_only=True) as store:
        assert store.interview("zzzz") == started("zzzz2345")


def test_a_link_still_leads_to_the_database_after_a_migration(database: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.sqlite3"
    link.symlink_to(database)
    with Store.open(link, schema=next_schema(tmp_path)):
        assert lock_path(database).exists()
        with pytest.raises(DatabaseBusyError):
            Store.open(database)
    assert link.is_symlink()
    assert stored_revision(database) == "next"


def test_an_older_database_is_not_migrated_by_reading(database: Path, tmp_path: Path) -> None:
    before = files(database.parent)
    with pytest.raises(StorageError, match="older version") as caught:
        Store.open(database, read_only=True, schema=next_schema(tmp_path))
    assert "once" in caught.value.hint
    assert files(database.parent) == before


BAD = {
    "raises half way": GOOD + "    raise RuntimeError('half way')\n",
    "breaks a statement": GOOD + "    op.execute('SELECT nothing FROM nowhere')\n",
    "loses rows": GOOD + "    op.execute('DELETE FROM notes WHERE turn IS NULL')\n",
    "breaks a reference": GOOD + "    op.execute(\"INSERT INTO tags VALUES ('nobody', 'x')\")\n",
    "is not what the models say": GOOD + "    op.create_table('extra', sa.Column('x', sa.Integer()))\n",
    "forgets a column": "\ndef upgrade():\n    pass\n",
    "is no Python": "\ndef upgrade(:\n",
}


@pytest.mark.parametrize("script", BAD.values(), ids=BAD.keys())
def test_a_migration_that_goes_wrong_leaves_the_database_as_it_was(
    database: Path, tmp_path: Path, script: str
) -> None:
    before = files(database.parent)
    with pytest.raises(StorageError):
        Store.open(database, schema=next_schema(tmp_path, script))
    assert files(database.parent) == before
    with Store.open(database) as store:
        assert store.interview("rich") == rich()


def test_a_damaged_database_is_neither_backed_up_as_good_nor_replaced(database: Path, tmp_path: Path) -> None:
    raw = bytearray(database.read_bytes())
    raw[8192:12288] = b"\xee" * 4096
    database.write_bytes(raw)
    with pytest.raises(StorageError, match="damaged"):
        Store.open(database, schema=next_schema(tmp_path))
    assert database.read_bytes() == raw
    assert not list((database.parent / "backups").glob("*.sqlite3"))


def test_leftovers_of_a_killed_migration_are_removed(database: Path, tmp_path: Path) -> None:
    backups = database.parent / "backups"
    backups.mkdir()
    (backups / "interviews-old.sqlite3.partial").write_text("half")
    for suffix in (".new", ".new-journal", ".new-wal"):
        beside(database, suffix).write_text("half")
    Store.open(database, schema=next_schema(tmp_path)).close()
    assert set(files(database.parent)) == {"interviews.sqlite3", "interviews.sqlite3.lock"}
    assert len(files(backups)) == 1


def test_a_program_that_reads_meanwhile_is_waited_for_then_named(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    folder = tmp_path / "copy"
    folder.mkdir()
    with Store.open(database) as store:
        store.create(started("zzzz2345"), [])
        for name in ("interviews.sqlite3", "interviews.sqlite3-wal"):
            (folder / name).write_bytes((database.parent / name).read_bytes())
    with closing(engine.connect(folder / database.name, "read")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM interviews").fetchone()
        with pytest.raises(StorageError, match="another program is reading"):
            Store.open(folder / database.name, schema=next_schema(tmp_path))
    with Store.open(folder / database.name) as store:
        assert store.interview("zzzz") == started("zzzz2345")


def test_migrations_are_loaded_only_when_they_are_needed(tmp_path: Path) -> None:
    def loaded() -> bool:
        done = subprocess.run(
            [sys.executable, CHILD, "modules", tmp_path / "interviews.sqlite3"],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        answer: bool = json.loads(done.stdout)["alembic"]
        return answer

    assert loaded()
    assert not loaded()
