"""What all HTML exports share: the page around them, its style, and text made inert.

One file, no script, nothing loaded from elsewhere; the Content-Security-Policy says so to the browser too.
"""

import html
from collections.abc import Iterable
from functools import lru_cache

from interview_coach.text.clean import clean
from interview_coach.text.fences import stretches

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --quiet: #5f646b; --paper: #fff; --soft: #f4f5f7; --line: #d9dce1;
  --good: #1a7047; --middle: #8a5a00; --bad: #b3261e; --mark: #fdf0b0; --accent: #1f5fa8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --quiet: #a6adb7; --paper: #131518; --soft: #1d2025;
  --line: #363b43; --good: #58d39b; --middle: #f0bf4f; --bad: #ff9a92; --mark: #4d4310; --accent: #7db5f5; } }
* { box-sizing: border-box; }
body { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: var(--ink);
  background: var(--paper); max-width: 48rem; margin: 2.5rem auto; padding: 0 1.25rem; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .25rem; border-top: 1px solid var(--line);
  padding-top: 1.25rem; }
h3 { font-size: 1.1rem; margin: 2rem 0 .4rem; } h4 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
section > h2:first-child { font-size: 1.5rem; } p { margin: .5rem 0; } ul { padding-left: 1.25rem; }
a { color: var(--accent); } pre { white-space: pre-wrap; font: inherit; margin: 0; } pre + pre { margin-top: .6rem; }
pre.code { font: .88em/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: .5rem .75rem; }
section + section { margin-top: 4rem; }
.quiet { color: var(--quiet); font-size: .9rem; } .result { font-size: 1.1rem; margin: 0 0 .5rem; }
blockquote { margin: .75rem 0; padding: .1rem 0 .1rem 1rem; border-left: 3px solid var(--line); }
blockquote.answer { border-left-color: var(--accent); }
.fix { background: var(--soft); border-radius: 6px; padding: .6rem .9rem; margin: .75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .75rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--quiet); white-space: nowrap; } td { overflow-wrap: break-word; }
td:last-child, th:last-child { padding-right: 0; }
td.verdict, td.points { white-space: nowrap; } td:last-child { overflow-wrap: anywhere; }
.met { color: var(--good); } .partly { color: var(--middle); } .missed, .contradicted { color: var(--bad); }
mark { background: var(--mark); color: inherit; padding: .05em .2em; border-radius: 3px; box-decoration-break: clone;
  -webkit-box-decoration-break: clone; }
nav li { margin: .15rem 0; } svg { display: block; width: 100%; height: auto; margin: .75rem 0; }
svg text { fill: var(--ink); } svg .soft { fill: var(--quiet); } svg .grid { stroke: var(--line); }
svg .line { stroke: var(--accent); fill: none; stroke-opacity: .55; } svg .dot { fill: var(--accent); }
@page { margin: 18mm 16mm; }
@media print { :root { color-scheme: light; --ink: #000; --quiet: #444; --paper: #fff; --soft: #f3f3f3; --line: #bbb;
  --good: #0a5c36; --middle: #6b4700; --bad: #8c1d22; --mark: #fdf0b0; --accent: #14477f; }
  body { margin: 0; padding: 0; max-width: none; font-size: 10.5pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h1, h2, h3, h4, .keep, .fix { break-after: avoid; } tr, svg, .fix, li { break-inside: avoid; }
  thead { display: table-header-group; }
  p, pre { orphans: 3; widows: 3; } nav + section, section + section { break-before: page; margin-top: 0; }
  section > h2:first-child { border: 0; padding: 0; margin-top: 0; }
  section#levels { break-before: auto; margin-top: 2rem; } }
"""


def page_start(title: str) -> str:
    """Return everything up to the content of a page."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{inline(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )


def page_end() -> str:
    """Return what closes a page."""
    return "</body>\n</html>\n"


@lru_cache(maxsize=2048)  # names and advice of the same questions come again and again
def inline(text: str) -> str:
    """Return text as HTML that shows it exactly as it is."""
    return html.escape(clean(text))


def quote(text: str) -> str:
    """Return words of an answer, lit, with their own direction of writing."""
    return f'<mark dir="auto">{inline(text)}</mark>'


def answer_block(text: str) -> str:
    """Return what a person wrote, every character of it, as a quotation; fenced code is set apart."""
    return _quotation((_piece(s.whole, s.code) for s in stretches(clean(text))), ' class="answer"')


@lru_cache(maxsize=256)
def prompt_block(text: str) -> str:
    """Return a question as a quotation; fences that only name a language are not shown."""
    return _quotation(
        _piece("\n".join(s.lines) if s.is_plain else s.whole, s.code) for s in stretches(clean(text))
    )


def _quotation(pieces: Iterable[str], attributes: str = "") -> str:
    shown = "".join(pieces) or '<p class="quiet">(empty)</p>'
    return f"<blockquote{attributes}>{shown}</blockquote>\n"


def _piece(text: str, code: bool) -> str:
    text = text.strip("\n")
    if not text.strip():
        return ""
    opening = '<pre class="code" dir="auto">' if code else '<pre dir="auto">'
    return f"{opening}{html.escape(text)}</pre>"


def items(entries: Iterable[str]) -> str:
    """Return a list of entries that are HTML already; nothing where there are none."""
    listed = "".join(f"<li>{entry}</li>" for entry in entries)
    return f"<ul>{listed}</ul>\n" if listed else ""


def link(url: str, title: str) -> str:
    """Return a link, or only its title where it does not lead to a web page."""
    if not url.startswith("https://"):
        return inline(title)
    return f'<a href="{inline(url)}" rel="noreferrer">{inline(title)}</a>'
