"""Searching and opening a long history, beside raw SQLite in the same run: `make bench`, or with `--interviews N`.

Ours is what the screen of past interviews asks for: how many fit, the first page of them, and the passages to light in
it. The yardstick asks `sqlite3` for the same with the same MATCH, filters, limit and snippets, and makes nothing of the
rows. They take turns, so that a machine that gets slower slows both. Then: what starting, home, submitting and the next
question cost in a short history and in the long one; home and start look at the last 200 turns, never at more.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from big_history import COMMON, RARE, SECOND, fill
from support import GOOD_ANSWER, FakeClock, build_app, paths_in

from interview_coach.domain.history_filter import EVERYTHING, HistoryFilter
from interview_coach.domain.ids import new_id
from interview_coach.domain.interview import Setup
from interview_coach.services.app import App
from interview_coach.services.home import home_of
from interview_coach.services.sitting import Sitting
from interview_coach.store.store import Store
from interview_coach.tui.screens.history import PAGE

SEARCH_RATIO = 3.0
OPEN_MS = 300
GROWTH = 1.2
TURNS = 10


def ours(store: Store, wanted: HistoryFilter) -> tuple[int, int, int]:
    """Ask as the screen does; return how many fit, are listed and have passages."""
    page = store.page(wanted, limit=PAGE)
    return page.count, len(page.summaries), sum(map(len, page.matches.values()))


def raw(
    connection: sqlite3.Connection, match: str, filters: str, values: list[object]
) -> tuple[int, int, int]:
    """Ask the driver for the same."""
    fits = "deleted_at IS NULL"
    given: list[object] = []
    if match:
        place = "SELECT search_docs.interview_id FROM search_docs"
        if filters:
            place += " JOIN turns USING (interview_id, position)"
        fits += f" AND id IN ({place} WHERE search_docs.id IN"
        fits += f" (SELECT rowid FROM search_text WHERE search_text MATCH ?) {filters})"
        given = [match, *values]
    (count,) = connection.execute(f"SELECT count(*) FROM interviews WHERE {fits}", given).fetchone()
    listed = connection.execute(
        f"SELECT * FROM interviews WHERE {fits} ORDER BY sequence DESC LIMIT {PAGE}", given
    ).fetchall()
    ids = [row[1] for row in listed]
    marks = ", ".join("?" * len(ids))
    connection.execute(
        "SELECT interview_id, title FROM turns JOIN question_snapshots USING (content_hash)"
        f" WHERE interview_id IN ({marks}) ORDER BY interview_id, position",
        ids,
    ).fetchall()
    passages = []
    if match:
        passages = connection.execute(
            "SELECT interview_id, position, snippet(search_text, -1, '[', ']', '…', 16)"
            " FROM search_docs JOIN search_text ON search_text.rowid = search_docs.id"
            f" WHERE search_text MATCH ? AND interview_id IN ({marks})",
            [match, *ids],
        ).fetchall()
    return count, len(listed), len(passages)


def milliseconds(do: Callable[[], object]) -> float:
    begin = time.perf_counter()
    do()
    return (time.perf_counter() - begin) * 1000


def search(home: Path, runs: int) -> None:
    """Print each search beside the yardstick."""
    app = build_app(home)
    skill = app.bank.askable()[0].skills[0]
    store = Store.open(app.paths.database, read_only=True)
    connection = sqlite3.connect(app.paths.database)
    filters = (
        " AND score BETWEEN ? AND ? AND content_hash IN (SELECT content_hash FROM question_snapshots"
        " WHERE EXISTS (SELECT 1 FROM json_each(skills) WHERE value = ?))"
    )
    cases: list[tuple[str, HistoryFilter, str, str, list[object]]] = [
        ("open", EVERYTHING, "", "", []),
        ("rare word", HistoryFilter(words=(RARE,)), f'"{RARE}"*', "", []),
        ("common word", HistoryFilter(words=(COMMON,)), f'"{COMMON}"*', "", []),
        ("two words", HistoryFilter(words=(COMMON, SECOND)), f'"{COMMON}"* "{SECOND}"*', "", []),
        (
            "word, skill, level",
            HistoryFilter(words=(COMMON,), skills=(skill,), levels=(2, 4)),
            f'"{COMMON}"*',
            filters,
            [25, 84, skill],
        ),
    ]
    for name, wanted, match, where, values in cases:
        took: list[float] = []
        yardstick: list[float] = []
        for index in range(runs + 1):
            found: list[object] = []
            one = milliseconds(lambda: found.append(ours(store, wanted)))  # noqa: B023  # called at once
            other = milliseconds(lambda: found.append(raw(connection, match, where, values)))  # noqa: B023
            assert found[0] == found[1], (name, found)
            if index:
                took.append(one)
                yardstick.append(other)
        target = f"at most {OPEN_MS} ms" if wanted == EVERYTHING else f"ratio at most {SEARCH_RATIO:g}"
        report(name, took, yardstick, target, str(found[0]))
    connection.close()
    store.close()
    app.close()


def report(name: str, took: list[float], yardstick: list[float], target: str, about: str = "") -> None:
    ratio = statistics.median(took) / statistics.median(yardstick)
    print(
        f"{name:<20} ours {statistics.median(took):8.2f} ms   yardstick {statistics.median(yardstick):8.2f} ms   "
        f"ratio {ratio:5.2f}   target {target}  {about}",
        flush=True,
    )


def sit(app: App, took: dict[str, list[float]]) -> None:
    """Do once what must not get slower as the history grows."""
    sittings: list[Sitting] = []
    took["home"].append(milliseconds(lambda: home_of(app)))
    took["start"].append(milliseconds(lambda: sittings.append(Sitting.start(app, Setup(follow_ups=False)))))
    (sitting,) = sittings
    took["submit"].append(milliseconds(lambda: sitting.submit(GOOD_ANSWER)))
    took["grade"].append(milliseconds(sitting.proceed))
    took["next question"].append(milliseconds(sitting.go_on))
    sitting.skip()
    while sitting.go_on() != "finished":
        sitting.skip()


def growth(short: Path, long: Path, runs: int) -> None:
    """Print what each step costs in a long history beside a short one."""
    steps = ("home", "start", "submit", "grade", "next question")
    apps = [App(paths_in(home), FakeClock(step=0.25), new_id) for home in (short, long)]
    took: list[dict[str, list[float]]] = [{step: [] for step in steps} for _ in apps]
    for _ in range(runs + 3):
        for app, times in zip(apps, took, strict=True):
            sit(app, times)
    for step in steps:
        report(step, took[1][step][3:], took[0][step][3:], f"ratio at most {GROWTH:g}")
    for app in apps:
        app.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interviews", type=int, default=10_000, help=f"each of {TURNS} attempts")
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        short, long = Path(folder) / "short", Path(folder) / "long"
        fill(short, 1, TURNS)
        took = milliseconds(lambda: fill(long, options.interviews, TURNS))
        size = (long / "data" / "interviews.sqlite3").stat().st_size / 1024 / 1024
        print(
            f"{options.interviews} interviews, {options.interviews * TURNS} attempts, {size:.0f} MB, "
            f"filled in {took / 1000:.0f} s"
        )
        search(long, options.runs)
        print(f"long history beside one of {TURNS} attempts:")
        growth(short, long, options.runs * 5)


if __name__ == "__main__":
    main()
