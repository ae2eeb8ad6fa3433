"""Question files damaged at random: the loader takes them or says what is wrong, and nothing else."""

import random
from collections.abc import Callable
from pathlib import Path

from bank_samples import draft

from interview_coach.bank.load import LoadedFile, parse_question
from interview_coach.errors import QuestionFileError

SEED = 20261120
RUNS = 400
SAMPLE = draft(
    "sql/slow",
    more='title = "Slow"\nsources = [{ title = "Docs", url = "https://example.org", checked = 2026-11-20 }]\n'
    '[bar]\nmid = 2\n[anchors]\n1 = "a"\n3 = """long\ntext"""\n'
    '[[key_points]]\nid = "index"\ntext = "No index."\nsignals = ["missing index",\n "no index"]\nmust = true\n'
    '[[follow_ups]]\nid = "f"\nwhen = { missing = "index" }\nprompt = "Why?"\nawards = ["index"]\n'
    '[[examples]]\nband = "weak"\nlevels = [1, 2]\nanswer = "No idea."\n',
).encode()
FRAGMENTS = [
    b'"""',
    b"'''",
    b"[[",
    b"]]",
    b"=",
    b"\n",
    b"{",
    b"\\",
    b"\x00",
    b"\xff",
    b"= 99",
    b'"',
    b"\r",
    b"a.",
    b"\xe2\x80\xae",
]

Parse = Callable[[bytes], object]


def parse(content: bytes) -> LoadedFile:
    return parse_question(content, Path("/bank/sql/slow.toml"), Path("/bank"), {"sql"})


def damaged(chance: random.Random) -> bytes:
    """Return the sample with one to five parts cut out, put in, overwritten or repeated."""
    content = bytearray(SAMPLE)
    for _ in range(chance.choice((1, 1, 2, 5))):
        start = chance.randrange(len(content))
        end = min(len(content), start + chance.choice((1, 1, 5, 50)))
        new = chance.choice(
            (b"", chance.choice(FRAGMENTS), chance.randbytes(end - start), bytes(content[start:end]) * 2)
        )
        content[start:end] = new
    return bytes(content)


def surprises(loader: Parse) -> list[bytes]:
    """Return the damaged files that a loader neither takes nor explains."""
    chance = random.Random(SEED)
    found = []
    for _ in range(RUNS):
        content = damaged(chance)
        try:
            loader(content)
        except QuestionFileError as problem:
            if not (problem.rule and problem.hint and 1 <= problem.line <= content.count(b"\n") + 1):
                found.append(content)
        except Exception:
            found.append(content)
    return found


def test_a_damaged_file_is_taken_or_explained() -> None:
    assert surprises(parse) == [], f"seed {SEED}"


def test_the_harness_finds_a_loader_that_lets_an_error_through() -> None:
    def forgetful(content: bytes) -> object:
        return content.decode() and parse(content)

    def lineless(content: bytes) -> object:
        try:
            return parse(content)
        except QuestionFileError as problem:
            raise QuestionFileError(problem.path, 0, problem.rule, problem.hint) from problem

    assert surprises(forgetful)
    assert surprises(lineless)
