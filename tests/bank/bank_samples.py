"""Small banks on disk for the tests of the loader."""

from pathlib import Path

SKILLS = """
[[skills]]
id = "sql"
name = "SQL"
group = "technical"
aliases = ["structured query language", "queries"]

[[skills]]
id = "caching"
name = "Caching"
group = "technical"
project = "Put a cache before a slow page."

[[skills]]
id = "feedback-growth"
name = "Feedback and growth"
group = "soft"
"""


def draft(
    question_id: str, *, prompt: str = "Why is this report slow?", status: str = "draft", more: str = ""
) -> str:
    """Return a question file with the least that a draft needs, and more lines below it."""
    skill = question_id.partition("/")[0]
    return (
        f'id = "{question_id}"\nstatus = "{status}"\nkind = "technical"\nskills = ["{skill}"]\n'
        f'prompt = "{prompt}"\nmodel_answer = "It has no index."\n{more}'
    )


def put(root: Path, name: str, text: str) -> Path:
    """Write a file below a folder, with the folders it needs."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def small_bank(root: Path) -> Path:
    """Make a bank of three questions and return its folder."""
    put(root, "skills.toml", SKILLS)
    put(root, "sql/slow-report.toml", draft("sql/slow-report", status="reviewed"))
    put(root, "caching/stampede.toml", draft("caching/stampede", status="reviewed"))
    put(root, "caching/stale-price.toml", draft("caching/stale-price"))
    return root
