"""Where things stand in a TOML text."""

import pytest

from interview_coach.bank.lines import index_lines, line_of

TEXT = '''\
# a comment with = and [brackets]
id = "sql/x"
prompt = """
id = "not a key"
[not_a_table]
"""  # end

[bar]
mid = 2

[[key_points]]
id = "a"
signals = ["one", "two"]

[[key_points]]
id = 'b ] ='
signals = [
  "first", # a , comment
  "second", "third",
  """long
one""",
  "last",
]

[key_points.extra]
deep = { x = 1, y = [1,
  2] }

[[key_points]]
weight = 9
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("id", 2),
        ("prompt", 3),
        ("bar", 8),
        ("bar.mid", 9),
        ("key_points", 11),
        ("key_points[0].id", 12),
        ("key_points[0].signals[1]", 13),
        ("key_points[1]", 15),
        ("key_points[1].signals[0]", 18),
        ("key_points[1].signals[2]", 19),
        ("key_points[1].signals[3]", 20),
        ("key_points[1].signals[4]", 22),
        ("key_points[1].extra.deep", 26),
        ("key_points[2].weight", 30),
    ],
)
def test_a_path_is_found_on_its_line(path: str, line: int) -> None:
    assert line_of(index_lines(TEXT), path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("key_points[1].weight", 15),
        ("key_points[1].signals[9]", 17),
        ("key_points[7].weight", 11),
        ("anchors[...]", 1),
        ("nowhere.at[3].all", 1),
        ("", 1),
    ],
)
def test_an_unknown_path_falls_back_to_what_is_around_it(path: str, line: int) -> None:
    assert line_of(index_lines(TEXT), path) == line


@pytest.mark.parametrize(
    "text", ["", '"""', "[[", "a = [[[", "x = '", "[[a]]\n[a.b]\n]]]", "= = =", "\n\n\n"]
)
def test_a_broken_text_is_indexed_without_an_error(text: str) -> None:
    assert all(line >= 1 for line in index_lines(text).values())
