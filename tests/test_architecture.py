"""The layers of the program, proven over the syntax tree and by what a process really loads."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "interview_coach"

FOUNDATION = ["errors", "paths"]
MIDDLE = ["interview", "grading", "llm", "checks", "store", "progress", "export"]
SETTINGS = ["settings", "secrets", "consent"]
ALLOWED = {
    "errors": [],
    "paths": ["errors"],
    "domain": FOUNDATION,
    "text": ["domain", *FOUNDATION],
    "flat_toml": FOUNDATION,
    "settings": ["flat_toml", "text", "domain", *FOUNDATION],
    "secrets": ["flat_toml", *FOUNDATION],
    "consent": ["flat_toml", *FOUNDATION],
    "bank": ["text", "domain", *FOUNDATION],
    **{name: ["bank", "text", "domain", *FOUNDATION] for name in MIDDLE},
    "llm": ["grading", "bank", "text", "domain", *FOUNDATION],
    **{name: ["grading", "bank", "text", "domain", *FOUNDATION] for name in ("llm", "checks")},
    "services": [*MIDDLE, "flat_toml", *SETTINGS, "bank", "text", "domain", *FOUNDATION],
    "line_source": [],
    "plain": ["line_source", "services", *MIDDLE, "bank", "text", "domain", *FOUNDATION],
    "tui": ["services", *MIDDLE, "bank", "text", "domain", *FOUNDATION],
    "commands": ["tui", "plain", "line_source", "services", *MIDDLE, "bank", "text", "domain", *FOUNDATION],
    "cli": ["commands", "services", "text", *FOUNDATION],
    "__main__": ["cli"],
    "__init__": [],
}
ONLY_IN = {
    "textual": "tui",
    "sqlmodel": "store",
    "sqlalchemy": "store",
    "alembic": "store",
    "openai": "llm",
    "tiktoken": "llm",
}


def imports_of(source: str) -> list[str]:
    """Return the dotted names of everything imported, also inside functions."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def violations(room: str, source: str) -> list[str]:
    """Return the imports of a module that its room does not allow."""
    wrong = []
    for name in imports_of(source):
        first, *rest = name.split(".")
        if first == "interview_coach" and rest:
            target = rest[0]
            if target != room and target not in ALLOWED[room] and target != "__version__":
                wrong.append(name)
        elif ONLY_IN.get(first, room) != room:
            wrong.append(name)
    return wrong


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_imports_only_downwards(path: Path) -> None:
    assert violations(room_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("domain", "from interview_coach.bank.bank import Bank"),
        ("interview", "from interview_coach.grading.offline import OfflineGrader"),
        ("store", "import interview_coach.services.app"),
        ("services", "from textual.app import App"),
        ("tui", "def f():\n    import sqlmodel"),
    ],
)
def test_a_planted_upward_import_is_found(room: str, line: str) -> None:
    assert violations(room, line)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_is_over_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


HEAVY = ("textual", "sqlmodel", "sqlalchemy", "alembic", "openai", "tiktoken", "rich", "msgspec", "argparse")


def loaded_by(code: str) -> set[str]:
    """Return which top-level packages a fresh interpreter has loaded after running some code."""
    script = f"{code}\nimport sys\nprint(' '.join(sorted({{n.split('.')[0] for n in sys.modules}})))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.splitlines()[-1].split())


def test_importing_the_cli_loads_nothing_heavy() -> None:
    assert loaded_by("import interview_coach.cli").isdisjoint(HEAVY)


def test_version_loads_nothing_heavy() -> None:
    assert loaded_by("from interview_coach.cli import main; main(['--version'])").isdisjoint(HEAVY)


def test_home_can_paint_before_bank_store_and_grader_are_loaded() -> None:
    code = "import interview_coach.commands.practice, interview_coach.tui.app"
    loaded = loaded_by(code)
    assert "textual" in loaded
    assert loaded.isdisjoint({"sqlmodel", "sqlalchemy", "alembic", "msgspec", "rapidfuzz", "snowballstemmer"})


def test_the_harness_sees_what_is_loaded() -> None:
    assert "sqlmodel" in loaded_by("import interview_coach.store.store")
