"""How fast exports and imports go and what memory they take, beside raw SQLite reading: `make bench`.

Each format runs in a process of its own, over a tenth of the attempts and over all of them: the peak of memory must
stay where it is. On a machine that does other work too, the rate by processor time is the one to look at. The
yardstick reads every row of the same database through `sqlite3` and does nothing with it.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "export")]
PER_INTERVIEW = 5
TIMES = ("2026-11-20T10:00:00.000+00:00", "2026-11-20T10:01:00.000+00:00")


def fill(home: Path, attempts: int) -> None:
    """Store so many graded attempts, five to an interview, with events and typing."""
    import msgspec
    from export_samples import app_with
    from support import GOOD_ANSWER, hold

    from interview_coach.domain.record import Record

    app = app_with(home)
    part = "Both requests read the same stock value before either writes, a lost update."
    answers = [
        f"{GOOD_ANSWER if n % 2 else part} Number {n}. {'Then I measure it again. ' * 20}"
        for n in range(PER_INTERVIEW)
    ]
    names = [q.id for q in app.bank.questions]
    questions = list(itertools.islice(itertools.cycle(names), PER_INTERVIEW))
    first = hold(app, answers, questions=questions)
    text = msgspec.json.encode(app.store.record_of(first.interview.id)).decode()
    made = app.store.record_of(first.interview.id)
    own = [first.interview.id]
    for _, attempt in made.interview.attempts():
        own += [attempt.id, *(grade.id or "" for grade in attempt.grades)]

    def records() -> "itertools.chain[tuple[str, Record]]":
        def one(number: int) -> tuple[str, Record]:
            copy = text
            for name in own:
                copy = copy.replace(name, f"{name[-3:]}x{number:05}")
            return "bench", msgspec.json.decode(copy, type=Record)

        return itertools.chain(one(number) for number in range(1, attempts // PER_INTERVIEW))

    app.store.import_interviews(records())
    app.close()


def child(kind: str, home: Path, target: Path) -> None:
    """Do one thing, then print the seconds it took, those of the processor, and the peak of memory in MB."""
    import sqlite3

    begin, worked = time.perf_counter(), time.process_time()
    if kind == "raw":
        connection = sqlite3.connect(home / "data" / "interviews.sqlite3")
        tables = [n for (n,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            for _ in connection.execute(f"SELECT * FROM {table}"):
                pass
    else:
        from export_samples import app_with

        from interview_coach.services.exporting import FORMATS, chosen_by_filter, export_to
        from interview_coach.services.importing import import_interviews
        from interview_coach.services.summary import summary_of, write_summary

        app = app_with(home)
        app.bank.askable()
        begin, worked = time.perf_counter(), time.process_time()
        if kind == "import":
            import_interviews(app, target)
        elif kind == "summary":
            write_summary(
                summary_of(app, chosen_by_filter(app), None, "self"), "html", target, overwrite=True
            )
        else:
            form = next(form for form in FORMATS if form == kind)
            export_to(app, chosen_by_filter(app), form, target, overwrite=True)
    took = time.perf_counter() - begin
    print(json.dumps([took, time.process_time() - worked, peak_mb()]))


def peak_mb() -> float:
    """Return the most memory this process held; the figure of `resource` counts its parent too (proc(5))."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return float(status.partition("VmHWM:")[2].split()[0]) / 1024


def run(kind: str, home: Path, target: Path) -> tuple[float, float, float]:
    """Run one thing in a process of its own; return seconds, those of the processor and peak MB."""
    command = [sys.executable, __file__, "--child", kind, str(home), str(target)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ})
    took, worked, peak = json.loads(done.stdout)
    return took, worked, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=10_000)
    parser.add_argument("--child", nargs=3, metavar=("KIND", "HOME", "TARGET"))
    args = parser.parse_args()
    if args.child:
        child(args.child[0], Path(args.child[1]), Path(args.child[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        fill(small, args.attempts // 10)
        fill(large, args.attempts)
        size = (large / "data" / "interviews.sqlite3").stat().st_size / 1024 / 1024
        print(f"{args.attempts} attempts, database {size:.0f} MB")
        print(f"{'':<10} attempts/s   by processor time      MB/s   peak MB (a tenth -> all)")
        for kind in ("raw", "json", "markdown", "html", "csv", "anki", "summary", "import"):
            targets = [
                Path(folder) / f"{name}.{'json' if kind == 'import' else kind}" for name in ("small", "large")
            ]
            homes = (
                [Path(folder) / f"{kind}-{name}" for name in ("small", "large")]
                if kind == "import"
                else [small, large]
            )
            (_, _, before), (took, worked, after) = (
                run(kind, *pair) for pair in zip(homes, targets, strict=True)
            )
            written = targets[1].stat().st_size / 1024 / 1024 if targets[1].exists() else size
            rates = f"{args.attempts / took:10.0f} {args.attempts / worked:19.0f} {written / took:9.1f}"
            print(f"{kind:<10} {rates}   {before:7.1f} -> {after:.1f}", flush=True)


if __name__ == "__main__":
    main()
