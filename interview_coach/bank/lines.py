"""Where in a TOML text a path such as `key_points[2].weight` stands; tomllib gives no positions."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

_MOST_ITEMS = 1000

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'  # a multi-line string may end in up to two quotes of its own
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
    r"|#[^\n]*|[\[\]{}]|\n",
    re.DOTALL,
)
_TABLE = re.compile(r"\s*(\[\[?)([^\]]*)\]")
_KEY = re.compile(r"\s*([^=\n]*[^=\s])\s*=")
_LAST_STEP = re.compile(r"(?:\[[^\]]*\]|\.?[^.\[\]]+|.)$")


def index_lines(text: str) -> dict[str, int]:
    """Return the line, counted from 1, of every table, key and list item that begins a line of its own.

    Tables of a list are numbered as msgspec numbers them: the third `[[key_points]]` is `key_points[2]`.
    The text need not be valid; what cannot be made out is left out.
    """
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, statement in _statements(text):
        if head := _TABLE.match(statement):
            name = _numbered(_plain(head[2]), counts)
            if head[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                lines.setdefault(name, number)
                name = f"{name}[{counts[name]}]"
            table = name
            lines.setdefault(table, number)
        elif (key := _KEY.match(statement)) and not statement.startswith("#"):
            name = _plain(key[1])
            path = f"{table}.{name}" if table else name
            lines.setdefault(path, number)
            for offset, line in enumerate(islice(_items(statement[key.end() :]), _MOST_ITEMS)):
                lines.setdefault(f"{path}[{offset}]", number + line)
    return lines


def line_of(lines: Mapping[str, int], path: str) -> int:
    """Return the line of a path, else that of the nearest table around it, else 1."""
    while path:
        if path in lines:
            return lines[path]
        path = _LAST_STEP.sub("", path)
    return 1


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each key or table with the line it begins on; one statement may span several lines."""
    begin, line, passed, depth = 0, 1, 0, 0
    for token in _TOKEN.finditer(text):
        found = token[0]
        if found in {"[", "{"}:
            depth += 1
        elif found in {"]", "}"}:
            depth = max(0, depth - 1)
        elif found == "\n":
            passed += 1
            if depth == 0:
                if statement := text[begin : token.start()].strip():
                    yield line, statement
                begin, line, passed = token.end(), line + passed, 0
        else:
            passed += found.count("\n")
    if statement := text[begin:].strip():
        yield line, statement


def _items(value: str) -> Iterator[int]:
    """Yield for each item of a written-out list how many lines below its key it begins."""
    if not value.lstrip().startswith("["):
        return
    depth, line, waiting = 0, 0, True
    end = 0
    for token in _TOKEN.finditer(value):
        found = token[0]
        between = value[end : token.start()]
        end = token.end()
        if depth == 1:
            for piece in re.findall(r",|[^,\s]+", between):
                if piece == ",":
                    waiting = True
                elif waiting:
                    yield line
                    waiting = False
        if found == "\n":
            line += 1
            continue
        if depth == 1 and waiting and not found.startswith(("#", "]")):
            yield line
            waiting = False
        depth += (found in {"[", "{"}) - (found in {"]", "}"})
        line += found.count("\n")


def _numbered(name: str, counts: Mapping[str, int]) -> str:
    """Return the path of a table inside a list of tables: `a.b` becomes `a[3].b`."""
    parts: list[str] = []
    for part in name.split("."):
        so_far = ".".join(parts)
        if so_far in counts:
            parts[-1] = f"{parts[-1]}[{counts[so_far]}]"
        parts.append(part)
    return ".".join(parts)


def _plain(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
