"""Fills a store with a long history: one real interview, its rows copied under new ids with other answers.

The rows go straight into the tables; the full-text index is filled by the statement that the store fills it with.
"""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from support import build_app, hold

from interview_coach.domain.ids import ALPHABET, LENGTH
from interview_coach.paths import Paths
from interview_coach.store import search

TABLES = ("interviews", "turns", "attempts", "parts", "grades", "events")
COMMON = "transaction"
"""In about every other answer; `SECOND` is in one of ten and `RARE` in one of 5,000."""
SECOND = "replica"
RARE = "zymurgy"
WORDS_OF_ANSWER = 80


def fill(home: Path, interviews: int, turns: int) -> None:
    """Store so many interviews of so many questions, each answered and graded once."""
    app = build_app(home)
    names = [question.id for question in app.bank.askable()]
    questions = [names[number % len(names)] for number in range(turns)]
    hold(app, ["I would measure it first and then decide."] * turns, questions=questions)
    paths: Paths = app.paths
    app.close()
    connection = sqlite3.connect(paths.database)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA foreign_keys=OFF")
    with connection:
        _copy(connection, interviews - 1)
        connection.execute(
            "INSERT OR IGNORE INTO search_docs (interview_id, position) SELECT interview_id, position FROM turns"
        )
        which = " WHERE docs.interview_id = :id AND docs.position IN :positions"
        statement = search._FILL.text
        assert which in statement
        connection.execute("DELETE FROM search_text")
        connection.execute(statement.replace(which, ""))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _copy(connection: sqlite3.Connection, times: int) -> None:
    """Copy the only interview there is so often, with ids as the program gives them and other answers."""
    drawn = random.Random(7)
    (own,) = connection.execute("SELECT id FROM interviews").fetchone()
    attempts = [name for (name,) in connection.execute("SELECT id FROM attempts")]
    grades = [name for (name,) in connection.execute("SELECT id FROM grades")]
    vocabulary = ["".join(drawn.choices("abcdefghiklmnoprstuvw", k=drawn.randint(3, 9))) for _ in range(5000)]
    shares = [1 / (rank + 3) for rank in range(len(vocabulary))]
    rows = {}
    for table in TABLES:
        columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
        kept = [name for name in columns if name != "sequence"]
        found = connection.execute(f"SELECT {', '.join(kept)} FROM {table}").fetchall()
        insert = f"INSERT INTO {table} ({', '.join(kept)}) VALUES ({', '.join('?' * len(kept))})"
        rows[table] = (insert, kept, found)

    def ids() -> Iterator[str]:
        taken = {own, *attempts, *grades}
        while True:
            name = "".join(drawn.choices(ALPHABET, k=LENGTH))
            if name not in taken:
                taken.add(name)
                yield name

    new = ids()
    for _ in range(times):
        renamed = {name: next(new) for name in (own, *attempts, *grades)}
        for insert, kept, found in rows.values():
            copies = [[renamed.get(value, value) for value in row] for row in found]
            for row in copies:
                if "text" in kept:
                    words = drawn.choices(vocabulary, shares, k=WORDS_OF_ANSWER)
                    marks = ((COMMON, 2), (SECOND, 10), (RARE, 5000))
                    words[10:10] = [word for word, every in marks if drawn.random() < 1 / every]
                    row[kept.index("text")] = " ".join(words) + "."
                elif "score" in kept and "reason" in kept:  # of a turn
                    row[kept.index("score")] = drawn.randint(0, 100)
                elif "grade" in kept:
                    grade = row[kept.index("grade")]
                    for old in (*attempts, *grades):
                        grade = grade.replace(old, renamed[old])
                    row[kept.index("grade")] = grade
            connection.executemany(insert, copies)
