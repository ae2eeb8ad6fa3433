"""Single values change in a TOML file, and nothing else does."""

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_coach.errors import CoachError
from interview_coach.flat_toml import _with_line, put_value, read_flat

PERSONAL = """# my settings
seniority = "senior"   # since May

count = 5
[own]
count = 9
"""


def test_comments_order_and_other_values_stay(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(PERSONAL, encoding="utf-8")
    put_value(path, "count", 7)
    put_value(path, "theme", 'a "quoted" \\ back\nslash')
    text = path.read_text(encoding="utf-8")
    assert text.startswith('# my settings\nseniority = "senior"   # since May\n\ncount = 7\n')
    assert tomllib.loads(text) == {
        "seniority": "senior",
        "count": 7,
        "theme": 'a "quoted" \\ back\nslash',
        "own": {"count": 9},
    }
    put_value(path, "count", None)
    assert "count = 7" not in path.read_text(encoding="utf-8")
    assert read_flat(path)["own"] == {"count": 9}


def test_the_file_and_its_folder_are_private_and_no_leftover_stays(tmp_path: Path) -> None:
    path = tmp_path / "new" / "keys.toml"
    put_value(path, "api.example.com:8443", "value")
    path.chmod(0o644)
    put_value(path, "openai", "other")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]
    assert read_flat(path) == {"api.example.com:8443": "value", "openai": "other"}


def test_a_linked_file_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "config.toml"
    real.parent.mkdir()
    real.write_text("count = 3\n", encoding="utf-8")
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    put_value(link, "count", 4)
    assert link.is_symlink()
    assert read_flat(real) == {"count": 4}


def test_what_only_a_person_can_change_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    text = 'model = """\ncount = 1\n"""\n'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CoachError, match="cannot be changed from here"):
        put_value(path, "count", 2)
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "content", [b'key = "sk-canary-1234567890', b"\xff\xfe sk-canary-1234567890", b"sk-canary-1"]
)
def test_a_broken_file_is_named_and_never_quoted(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(content)
    for use in (lambda: read_flat(path), lambda: put_value(path, "a", "b")):
        with pytest.raises(CoachError) as caught:
            use()
        assert str(path) in str(caught.value)
        assert "canary" not in str(caught.value)
        assert "canary" not in repr(caught.value.__cause__)
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file", encoding="utf-8")
    with pytest.raises(CoachError, match="cannot be"):
        put_value(tmp_path / "config" / "config.toml", "count", 3)


names = st.text(min_size=1, max_size=12)
values = st.one_of(st.booleans(), st.integers(-1000, 1000), st.text(max_size=30), st.floats(0, 100))


@given(st.dictionaries(names, values, max_size=5), names, values)
def test_any_name_and_value_comes_back(before: dict[str, object], name: str, value: str | float) -> None:
    from interview_coach.flat_toml import _key, _literal

    text = ""
    for key, kept in (before | {name: value}).items():
        assert isinstance(kept, (str, int, float))
        text = _with_line(text, key, f"{_key(key)} = {_literal(kept)}")
    assert tomllib.loads(text) == before | {name: value}
