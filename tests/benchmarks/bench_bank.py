"""Measures the bank: loading it compiled beside decoding the same data from JSON, compiling it, and `bank check`.

Run from the checkout: `python tests/benchmarks/bench_bank.py [--size 160] [--no-check]`. With a size the bank is
filled up with copies whose words are changed a little, so that a bank of 160 or 400 questions can be measured before
it is written.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count, cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import msgspec  # noqa: E402 - the checkout must be on the path first

from interview_coach.bank.bank import load_bank  # noqa: E402
from interview_coach.bank.files import TAXONOMY, find_files  # noqa: E402
from interview_coach.paths import shipped_bank  # noqa: E402

ROUNDS = 40
TARGET_RATIO = 5
TARGET_SECONDS = 30
CHECK = """
import interview_coach.commands.bank as bank, interview_coach.services.app as app
from pathlib import Path
import sys
app.shipped_bank = bank.shipped_bank = lambda: Path(sys.argv[1])
from interview_coach.paths import find_paths
bank.run(bank.parser().parse_args(["check", "--json"]), app.App(find_paths()))
"""


def milliseconds(action: Callable[[], object]) -> float:
    """Return the median time of an action."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        action()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def copied(root: Path, size: int) -> None:
    """Fill a folder with the shipped bank, cut or filled up with copies to a size."""
    shipped = shipped_bank()
    (root / TAXONOMY).write_bytes((shipped / TAXONOMY).read_bytes())
    originals = list(find_files(shipped))
    size = size or len(originals)
    numbers = count()
    for path in cycle(originals):
        number = next(numbers)
        if number >= size:
            return
        round_ = number // len(originals)
        skill, slug = path.parent.name, path.stem + (f"-{round_}" if round_ else "")
        text = path.read_text(encoding="utf-8")
        if round_:
            text = re.sub(r'^id = ".*"$', f'id = "{skill}/{slug}"', text, count=1, flags=re.MULTILINE)
            text = re.sub(
                r"^(prompt = '''\n?)", rf"\g<1>Case number {round_}. ", text, count=1, flags=re.MULTILINE
            )
        (root / skill).mkdir(exist_ok=True)
        (root / skill / f"{slug}.toml").write_text(text, encoding="utf-8")


def loading(root: Path, cache: Path) -> None:
    """Print what loading takes, compiled and not."""
    started = time.perf_counter()
    bank = load_bank(root, None, cache)
    first = (time.perf_counter() - started) * 1000
    if bank.problems:
        raise SystemExit(f"the bank of this measurement is broken: {bank.problems[0]}")
    raw = msgspec.json.encode(bank.questions)
    load = milliseconds(lambda: load_bank(root, None, cache))
    plain = milliseconds(lambda: json.loads(raw))
    fast = milliseconds(lambda: msgspec.json.decode(raw))
    print(
        f"{len(bank.questions)} questions, {len(raw) / 1e6:.2f} MB as JSON, parsed and compiled in {first:.0f} ms"
    )
    print(
        f"compiled load {load:.2f} ms, of which reading and hashing the sources is a part; raw JSON decode by json "
        f"{plain:.2f} ms (ratio {load / plain:.1f}), by msgspec {fast:.2f} ms (ratio {load / fast:.1f}); "
        f"target {TARGET_RATIO}"
    )


def checking(root: Path) -> None:
    """Print what `bank check` of all takes."""
    command = [sys.executable, "-c", CHECK, str(root)]
    env = {**os.environ, "INTERVIEW_COACH_HOME": str(root.parent / "home")}
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=env)
    seconds = time.perf_counter() - started
    report = json.loads(done.stdout)
    print(
        f"bank check: {report['files']} files in {seconds:.1f} s (target {TARGET_SECONDS} s for 160), start included, "
        f"{seconds / report['files'] * 1000:.0f} ms each on {os.cpu_count()} processors; {report['errors']} errors, "
        "all of them of copies if there are any"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure loading and checking the bank.")
    parser.add_argument("--size", type=int, default=0, metavar="N", help="fill up with copies to N questions")
    parser.add_argument("--no-check", action="store_true", help="measure loading only")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "bank"
        root.mkdir()
        copied(root, args.size)
        loading(root, Path(folder) / "cache")
        if not args.no_check:
            checking(root)


if __name__ == "__main__":
    main()
