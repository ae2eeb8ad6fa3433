"""Kills a program that uses the store, again and again, and looks at what is left.

Run as `python store_crashes.py SUBJECT FOLDER --rounds N --seed S --fault FAULT`; prints one JSON object:
rounds, kills that hit while something was going on, what was acknowledged, and the losses found. A fault is
planted to prove that the harness finds it, and the first find ends the run: `early` acknowledges before the
commit, `overwrite` puts a migrated database in place piece by piece.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from store_next import next_schema
from store_samples import T0, answered, grade, happened, rich, started

from interview_coach.domain.interview import Attempt, GradingJob, Interview
from interview_coach.store import migrate
from interview_coach.store.revision import CURRENT, Schema
from interview_coach.store.store import Store

WORDS = [f"word{number} " for number in range(40)]
REPLY = {"key_points": [{"id": "race", "why": "it says so " * 40, "verdict": "met"}]}


def by_model(job: GradingJob) -> GradingJob:
    """The same job for a model."""
    return replace(job, grader="llm", model="small-model")


@contextmanager
def victim(work: Callable[[int], None]) -> Iterator[tuple[int, int]]:
    """Run something in a process of its own; give its number and where it acknowledges, and end it."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        try:
            work(writing)
        finally:
            os._exit(0)
    os.close(writing)
    try:
        yield process, reading
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(reading)


def lines(reading: int) -> Iterator[dict[str, Any]]:
    with os.fdopen(os.dup(reading), "rb") as stream:
        for line in stream:
            if line.endswith(b"\n"):
                yield json.loads(line)


class Answering:
    """One interview after another; every call is acknowledged after it returned."""

    def __init__(self, database: Path, prefix: str, early: bool) -> None:
        self.database, self.prefix, self.early = database, prefix, early

    def __call__(self, writing: int) -> None:
        def call(method: Callable[..., object], *values: object, **said: object) -> None:
            acknowledgement = json.dumps(said).encode() + b"\n"
            if self.early:
                os.write(writing, acknowledgement)
            method(*values)
            if not self.early:
                os.write(writing, acknowledgement)

        with Store.open(self.database) as store:
            for number in range(10_000):
                interview = started(f"{self.prefix}n{number}")
                attempt = interview.turn.attempts[0]
                call(store.create, interview, happened("started"), did="create", id=interview.id)
                for count in (5, 20):
                    text = "".join(WORDS[:count])
                    call(
                        store.save_draft,
                        attempt.id,
                        0,
                        text,
                        T0,
                        did="draft",
                        id=interview.id,
                        size=len(text),
                    )
                job = answered(interview, "".join(WORDS))
                call(
                    store.record,
                    interview,
                    [interview.turn],
                    happened("answer"),
                    [job],
                    did="answer",
                    id=interview.id,
                )
                call(store.store_reply, by_model(job), REPLY, did="reply", id=interview.id)
                given = grade(attempt.id, interview.turn.question)
                call(store.finish_job, job, given, did="grade", id=interview.id)


def losses_of(store: Store, acknowledged: list[dict[str, Any]]) -> list[str]:
    """Return every acknowledged thing that is not there, and every half thing that is."""
    lost: list[str] = []
    by_id: dict[str, list[dict[str, Any]]] = {}
    for said in acknowledged:
        by_id.setdefault(said["id"], []).append(said)
    stored = {summary.id for summary in store.summaries()}
    pending = store.pending_jobs()
    for interview_id, said_of_it in by_id.items():
        if interview_id not in stored:
            lost.append(f"{interview_id}: interview")
            continue
        interview = store.interview(interview_id)
        lost += [f"{interview_id}: {lack}" for lack in lacks(store, interview, said_of_it)]
    for interview_id in stored - {"rich2345"}:
        lost += [f"{interview_id}: {half}" for half in halves(store, store.interview(interview_id), pending)]
    return lost


def lacks(store: Store, interview: Interview, said: list[dict[str, Any]]) -> Iterator[str]:
    attempt = interview.turn.attempts[0]
    did = {one["did"] for one in said}
    if "answer" in did and not attempt.answered:
        yield "answer"
    if "grade" in did and not attempt.grades:
        yield "grade"
    if "reply" in did:
        offline = GradingJob(
            interview_id=interview.id,
            attempt_id=attempt.id,
            content_hash=interview.turn.content_hash,
            grader="offline",
        )
        if store.stored_reply(by_model(offline)) != REPLY:
            yield "reply"
    size = max((one["size"] for one in said if one["did"] == "draft"), default=0)
    if not attempt.answered and len(store.draft(attempt.id, 0)) < size:
        yield "draft"


def halves(store: Store, interview: Interview, pending: list[GradingJob]) -> Iterator[str]:
    attempt: Attempt = interview.turn.attempts[0]
    waiting = any(job.attempt_id == attempt.id for job in pending)
    kinds = [event.kind for event in store.events(interview.id)]
    if kinds != (["started", "answer"] if attempt.answered else ["started"]):
        yield f"events {kinds}"
    if attempt.answered and attempt.texts != ["".join(WORDS)]:
        yield "answer is not what was sent"
    if attempt.answered and waiting == bool(attempt.grades):
        yield "job and grade disagree"
    if not attempt.answered and (waiting or attempt.grades):
        yield "graded before it was answered"
    if attempt.answered and store.draft(attempt.id, 0):
        yield "draft beside an answer"


def damage(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchall()
        found += connection.execute("PRAGMA foreign_key_check").fetchall()
    return [str(row) for row in found if row != ("ok",)]


def answers(folder: Path, rounds: int, chance: random.Random, fault: str) -> dict[str, Any]:
    database = folder / "interviews.sqlite3"
    losses: list[str] = []
    total = interrupted = 0
    for number in range(rounds):
        acknowledged: list[dict[str, Any]] = []
        wanted = chance.randint(1, 12)
        with victim(Answering(database, f"r{number}", fault == "early")) as (process, reading):
            for said in lines(reading):
                acknowledged.append(said)
                if len(acknowledged) == wanted:
                    time.sleep(chance.choice((0, chance.uniform(0, 0.004))))
                    os.kill(process, signal.SIGKILL)
        interrupted += len(acknowledged) >= wanted
        total += len(acknowledged)
        with Store.open(database) as store:
            losses += losses_of(store, acknowledged)
        losses += damage(database)
        if losses and fault != "none":
            break
    return {"rounds": rounds, "interrupted": interrupted, "acknowledged": total, "losses": losses}


def overwrite(new: Path, target: Path) -> None:
    """The planted fault: a file that grows where the old one was."""
    content = new.read_bytes()
    with target.open("wb") as stream:
        for start in range(0, len(content), 4096):
            stream.write(content[start : start + 4096])
            stream.flush()
            time.sleep(0.001)


@dataclass(frozen=True)
class Upgrade:
    """A database to bring to a schema (None is none yet), what is in it, and what only the new one has."""

    template: Path | None
    schema: Schema
    interviews: Sequence[Interview]
    new_column: tuple[str, str]


def made(folder: Path, *, old: bool) -> Upgrade:
    """From the present revision to the synthetic one after it, or from nothing to that."""
    template = folder / "template.sqlite3"
    interviews = [rich(), *(started(f"abcd{number:04}", 8) for number in range(40))] if old else []
    if old:
        with Store.open(template) as store:
            for interview in interviews:
                store.create(interview, happened("started"))
    schema = next_schema(folder / "next")
    return Upgrade(template if old else None, schema, interviews, ("turns", "minutes"))


def released() -> Upgrade:
    """From the first revision, as the program of that time left it, to the present one."""
    waiting = started("pend2345")
    answered(waiting, "both read one")
    template = Path(__file__).with_name("data") / "revision-0001.sqlite3"
    return Upgrade(template, CURRENT, (rich(), started(), waiting), ("llm_usage", "cost_usd"))


def migration(
    folder: Path, rounds: int, chance: random.Random, fault: str, upgrade: Upgrade
) -> dict[str, Any]:
    if fault == "overwrite":
        migrate._put_in_place = overwrite
    usual = min(seconds_for(fresh(folder / name, upgrade.template), upgrade.schema) for name in "abc")
    losses: list[str] = []
    interrupted = 0
    for number in range(rounds):
        database = fresh(folder / f"round{number}", upgrade.template)
        delay = chance.uniform(0, usual * 2)
        with victim(partial(finish, database, upgrade.schema)) as (process, reading):
            time.sleep(delay)
            os.kill(process, signal.SIGKILL)
            stopped = not list(lines(reading))
        interrupted += stopped
        # The machine may have become slower or faster since: most kills shall come in the middle.
        usual *= 1.1 if stopped else 0.8
        losses += [f"round {number}: {loss}" for loss in left_by(database, upgrade)]
        shutil.rmtree(database.parent)
        if losses and fault != "none":
            break
    return {"rounds": rounds, "interrupted": interrupted, "usual_seconds": usual, "losses": losses}


def seconds_for(database: Path, schema: Schema) -> float:
    began = time.perf_counter()
    migrate.make_current(database, schema)
    return time.perf_counter() - began


def finish(database: Path, schema: Schema, writing: int) -> None:
    migrate.make_current(database, schema)
    os.write(writing, b"{}\n")


def fresh(folder: Path, template: Path | None) -> Path:
    folder.mkdir()
    database = folder / "interviews.sqlite3"
    if template is not None:
        shutil.copyfile(template, database)
    return database


def left_by(database: Path, upgrade: Upgrade) -> Iterator[str]:
    """What is wrong with the database that a killed migration left, and with the next start."""
    schema, interviews = upgrade.schema, upgrade.interviews
    if interviews:
        try:
            yield from damage(database)
            with closing(sqlite3.connect(database)) as connection:
                (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                (new,) = connection.execute(
                    "SELECT count(*) FROM pragma_table_info(?) WHERE name = ?", upgrade.new_column
                ).fetchone()
            if (revision == schema.head) != bool(new) or revision not in schema.revisions:
                yield f"tables of a mixture at {revision}"
        except sqlite3.Error as error:
            yield f"unreadable: {error}"
            return
    with Store.open(database, schema=schema) as store:
        for interview in interviews:
            if store.interview(interview.id) != interview:
                yield f"{interview.id} changed"
        if len(store.summaries()) != len(interviews):
            yield "another number of interviews"
    names = {path.name for path in database.parent.iterdir()} - {"backups"}
    names |= {path.name for path in database.parent.glob("backups/*.partial*")}
    if names != {database.name, database.name + ".lock"}:
        yield f"leftovers {sorted(names)}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("subject", choices=("answers", "migration", "released", "creation"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--fault", choices=("none", "early", "overwrite"), default="none")
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    if chosen.subject == "answers":
        found = answers(chosen.folder, chosen.rounds, chance, chosen.fault)
    else:
        of_old = chosen.subject == "migration"
        upgrade = released() if chosen.subject == "released" else made(chosen.folder, old=of_old)
        found = migration(chosen.folder, chosen.rounds, chance, chosen.fault, upgrade)
    json.dump({"seed": chosen.seed, **found}, sys.stdout)


if __name__ == "__main__":
    main()
