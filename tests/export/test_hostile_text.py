"""Hostile text in a prompt, an answer, a note or a model's words: inert in every format, and nothing of it lost."""

import csv
import html.parser
import io
import re
from collections.abc import Iterator, Sequence

import msgspec
import pytest
from export_samples import questions
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from interview_coach.domain.grade import (
    BarResult,
    Doubt,
    Evidence,
    Grade,
    MisconceptionFound,
    PointVerdict,
    StarPart,
)
from interview_coach.domain.improvement import Improvement, OwnWords, Practise, Project, Reading
from interview_coach.domain.interview import Attempt, Exchange, Interview, Note, Part, Setup, Turn
from interview_coach.domain.llm import Dispute
from interview_coach.domain.question import Question, content_hash
from interview_coach.domain.record import Record
from interview_coach.export.anki import anki_cards, field
from interview_coach.export.csv_rows import attempt_rows, point_rows
from interview_coach.export.document import interview_document, to_json
from interview_coach.export.html_page import Entry, interviews_html
from interview_coach.export.markdown import interview_markdown
from interview_coach.export.plain_text import interview_lines
from interview_coach.export.summarising import summarise
from interview_coach.export.summary_page import summary_html, summary_markdown
from interview_coach.text.clean import clean
from interview_coach.text.fences import stretches

NOW = "2026-11-20T10:00:00.000+01:00"
FRAGMENTS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style></pre></blockquote>", "<!--", "-->",
    "<![CDATA[", "<?php", "&lt;b&gt;", "&#60;b&#62;", "&nbsp", "![i](https://e.example/i.png)",
    "[a](javascript:alert(1))", "[r]: https://e.example", "[r]", "![r]", "https://e.example", "www.e.example",
    "=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''+2", "\uff1dX", "\x1b[31m", "\x1b]52;c;aGk=\x07",
    "\x9b31m", "\u202e", "\u2066", "\u200f", "\u2028", "\r\n", "```", "````", "~~~", "```sql", "``` a b", "`", "``",
    "    indented", "  two", "| a | b |", "---", "===", "# heading", "1. one", "- item", "> quoted", "* * *",
    "*b*", "__b__", "~~s~~", "$x$", "[sound:x.mp3]", "[latex]x[/latex]", "{{c1::x}}", "{{Front}}", r"\(x\)", r"\[x\]",
    "#deck:Other", "\\", '"', '""', ",", ";", "\t", "\n", "\n\n", " ", "  ", "שלום", "مرحبا", "🙂", "a\u0301", "日本",
    "@someone", "#1", "word", "a b c",
]  # fmt: skip
CODE_CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.lists(
    st.one_of(st.sampled_from(FRAGMENTS), st.text(CODE_CHARACTERS, max_size=6)), max_size=14
).map(lambda pieces: clean("".join(pieces)))
FILLED = TEXTS.filter(lambda text: bool(text.strip()))
RUNS = settings(max_examples=120, deadline=None)
ALLOWED_TAGS = {
    "html", "head", "meta", "title", "style", "body", "section", "nav", "h1", "h2", "h3", "h4", "p", "ul", "ol", "li",
    "a", "pre", "blockquote", "strong", "em", "br", "table", "thead", "tbody", "tr", "th", "td", "mark", "svg", "text",
    "line", "polyline", "circle",
}  # fmt: skip
ALLOWED_TOKENS = {
    "heading", "paragraph", "blockquote", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td",
    "strong", "em", "link", "hr", "fence", "inline", "text", "softbreak", "hardbreak", "code_inline", "text_special",
}  # fmt: skip


def interview_saying(text: str, prompt: str | None = None) -> Interview:
    """Return an interview in which everything that a person, a file or a model can say is the same text."""
    line = " ".join(text.split()) or "x"
    question = msgspec.structs.replace(
        questions()[0],
        prompt=prompt or text,
        title=line[:70],
        key_points=tuple(
            msgspec.structs.replace(point, label=line[:32], text=text, advice=text, say=text, why=text)
            for point in questions()[0].key_points
        ),
    )
    attempt = Attempt(
        id="a1",
        number=1,
        parts=[
            Part(index=0, text=text, asked_at=NOW, closed_at=NOW),
            Part(index=1, prompt=text, text=text, asked_at=NOW, closed_at=NOW),
        ],
        complete=True,
        grades=[_grade(question, text)],
        disputes=[
            Dispute(
                id="d1", attempt_id="a1", grade_id="g1", point_id="fix", argument=text, old_verdict="missed",
                new_verdict="partly", reason=text, created_at=NOW,
            )
        ],
    )  # fmt: skip
    turn = Turn(
        position=1,
        question=question,
        content_hash=content_hash(question),
        reason=line,
        state="done",
        attempts=[attempt],
        exchanges=[Exchange(asked=text, answer=text, known=True, at=NOW)],
    )
    return Interview(
        id="abcd2345",
        setup=Setup(skills=(line,)),
        started_at=NOW,
        finished_at=NOW,
        state="finished",
        turns=[turn],
        notes=[Note(id="n1", turn=1, text=text, created_at=NOW)],
    )


def _grade(question: Question, text: str) -> Grade:
    evidence = (Evidence(part=0, quote=text, start=0, end=len(text)),)
    verdicts = [
        PointVerdict(
            id=point.id, verdict="partly", weight=point.weight, credit=0.5, evidence=evidence, reason=text
        )
        for point in question.key_points
    ]
    return Grade(
        id="g1",
        attempt_id="a1",
        created_at=NOW,
        question_id=question.id,
        question_version=1,
        content_hash=content_hash(question),
        grader="llm",
        model=text,
        status="graded",
        reason=text,
        score=50,
        level=3,
        bar=BarResult(seniority="mid", level=3, met=True),
        key_points=tuple(verdicts),
        misconceptions=(MisconceptionFound(id="tx", penalty=1, evidence=evidence, correction=text),),
        top_fix=text,
        strengths=(text,),
        star=(StarPart(part="result", found=False, question=text),),
        doubts=(Doubt(evidence=evidence[0], why=text),),
        missing_fact=text,
    )


def advice_saying(text: str) -> Improvement:
    return Improvement(
        practise=(Practise(question_id="a/b", title=text, because=text),),
        project=Project(skill=text, task=text, because=text),
        reading=(
            Reading(title=text, url="https://e.example/)<img>(x", because=text),
            Reading(title=text, url="javascript:alert(1)", because=text),
        ),
        together=text,
        own_words=(OwnWords(skill=text, level=4, quote=text, shows=text),),
    )


def harmless(text: str) -> str:
    """Return a text as long as another; as often as it is shown, the other must be."""
    return "\u4e00" * len(pressed(text))


def pressed(text: str) -> str:
    """Return a text without regard to white space, which HTML and Markdown fold."""
    return " ".join(text.split())


class Page(html.parser.HTMLParser):
    """Collects what a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.others: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


def assert_page_is_inert(page: str) -> Page:
    read = Page(page)
    assert {tag for tag, _ in read.tags} <= ALLOWED_TAGS
    assert read.others == []
    for tag, attributes in read.tags:
        assert not any(name.startswith("on") or name in ("src", "style", "srcset") for name in attributes)
        if (href := attributes.get("href")) is not None:
            assert tag == "a"
            assert href.startswith(("https://", "#interview-", "#levels"))
    policy = next(a["content"] or "" for t, a in read.tags if t == "meta" and "http-equiv" in a)
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert_no_controls(page)
    return read


def assert_no_controls(text: str) -> None:
    assert clean(text) == text


def pages(interview: Interview, advice: Improvement) -> tuple[str, str]:
    entry = Entry(
        id=interview.id, started_at=NOW, score=50, level=3, titles=(interview.turns[0].question.name,)
    )
    both = [entry, msgspec.structs.replace(entry, id="other")]
    return (
        "".join(interviews_html(both, [(interview, advice)], str)),
        "".join(summary_html(summarise([interview], since=NOW, until=NOW, audience="self", skill_name=str))),
    )


@RUNS
@given(FILLED)
@example("</pre><script>alert(1)</script>")
@example("```sql\nx\n```\ny")
@example("```\n</pre><b>\n")
@example("``` secret words\nx")
def test_html_shows_every_text_and_runs_none(text: str) -> None:
    interview = interview_saying(text, prompt=text or "x")
    page, summary = pages(interview, advice_saying(text))
    shown = pressed("\n".join(assert_page_is_inert(page).texts))
    calm = harmless(text)
    usual = Page(pages(interview_saying(calm, prompt=calm or "x"), advice_saying(calm))[0])
    # Fences of a prompt that only name a language are not shown.
    assert shown.count(pressed(text)) >= "\n".join(usual.texts).count(calm) - 1 > 20
    assert pressed(text) in pressed("\n".join(assert_page_is_inert(summary).texts))


def tokens_of(markdown: str) -> Iterator[Token]:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for token in parser.parse(markdown):
        yield token
        yield from token.children or ()


def shown_by(tokens: Sequence[Token]) -> str:
    pieces = []
    for token in tokens:
        if token.type in ("text", "code_inline", "fence", "text_special"):
            pieces.append(token.content)
        elif token.type != "inline":
            pieces.append("\n")
    return pressed("".join(pieces))


@RUNS
@given(FILLED, TEXTS)
@example("===", "")
@example("a\n===", "")
@example("a", "- a\n  ```\n<b>x</b>")
@example("a", "foo ` bar\nx ` <b> ` y")
@example("a", r"\` <b> `z")
@example("a", "[r]: https://e.example\n\n[r] ![r]")
@example("a", "~~~~x\n<b>\n~~~")
@example("    x\n```\n````\n<b>", "")
def test_markdown_shows_every_text_without_html_links_or_images(text: str, prompt: str) -> None:
    interview = interview_saying(text, prompt=prompt or "x")
    advice = advice_saying(text)
    written = "".join(interview_markdown(interview, advice))
    tokens = list(tokens_of(written))
    assert {re.sub("_(open|close)$", "", token.type) for token in tokens} - ALLOWED_TOKENS <= {
        "ordered_list", "s", "code_block",
    }  # fmt: skip
    assert [token.attrs for token in tokens if token.type == "link_open"] == [
        {"href": "https://e.example/%29%3Cimg%3E%28x"}
    ]
    calm = harmless(text)
    usual = list(tokens_of("".join(interview_markdown(interview_saying(calm, "x"), advice_saying(calm)))))
    assert shown_by(tokens).count(pressed(text)) >= shown_by(usual).count(calm) > 20
    assert_no_controls(written)
    summary = summarise([interview], since=NOW, until=NOW, audience="self", skill_name=str)
    tokens = list(tokens_of("".join(summary_markdown(summary))))
    assert {re.sub("_(open|close)$", "", token.type) for token in tokens} <= ALLOWED_TOKENS
    assert pressed(text) in shown_by(tokens)
    assert not [token for token in tokens if token.type == "link_open"]


def unprefixed(cell: str) -> str:
    """Return a cell as it was, by the rule in the documentation."""
    dangerous = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip("'").startswith(dangerous) else cell


@RUNS
@given(FILLED)
@example("'=1")
@example("=1\n+2")
@example('",=1')
def test_csv_gives_every_text_back_and_no_cell_is_a_formula(text: str) -> None:
    interview = interview_saying(text, prompt=text or "x")
    attempts = list(csv.DictReader(io.StringIO("".join(attempt_rows([interview])), newline="")))
    points = list(csv.DictReader(io.StringIO("".join(point_rows([interview])), newline="")))
    assert len(attempts) == 1
    assert len(points) == 3
    for row in (*attempts, *points):
        for name, cell in row.items():
            assert not cell.startswith(tuple("=+-@\t\r\n")), name
            assert_no_controls(cell)
    assert unprefixed(attempts[0]["answer"]) == "\n\n".join(part for part in (text, text) if part)
    assert unprefixed(attempts[0]["top_fix"]) == text
    assert [unprefixed(row["quote"]) for row in points] == [text] * 3


def cards_of(text: str) -> list[dict[str, str]]:
    """Read Anki's text format by the headers of its manual."""
    headers: dict[str, str] = {}
    rows: list[list[str]] = []
    for line in text.split("\n")[:-1]:
        if line.startswith("#") and not rows:
            key, _, value = line[1:].partition(":")
            headers[key] = value
        else:
            rows.append(line.split("\t"))
    assert headers["separator"] == "Tab"
    assert headers["html"] == "true"
    names = headers["columns"].split("\t")
    assert [names.index(n) + 1 for n in ("Guid", "Tags", "Deck")] == [
        int(headers[k]) for k in ("guid column", "tags column", "deck column")
    ]
    assert all(len(row) == len(names) for row in rows)
    return [dict(zip(names, row, strict=True)) for row in rows]


@RUNS
@given(FILLED)
@example("<br>")
@example("`<b>`")
@example("```\n</code></pre><script>x</script>\n{{c1::x}}")
@example("``` a b\nx\n```")
@example("~~~\nnever closed")
@example("`[sound:x.mp3]` and ``a ` b``")
def test_anki_shows_every_text_and_obeys_none(text: str) -> None:
    cards = cards_of("".join(anki_cards([interview_saying(text)])))
    assert len(cards) == 3
    for card in cards:
        for name in ("Front", "Back"):
            page = Page(card[name])
            assert {tag for tag, _ in page.tags} <= {"br", "span", "pre", "code"}
            assert all(
                attributes == ({"style": "text-align: left"} if tag == "pre" else {})
                for tag, attributes in page.tags
            )
            assert page.others == []
            assert not re.search(r'[\[{"\n\t]', card[name].replace('<pre style="text-align: left">', ""))
            assert r"\(" not in card[name]
            assert unmarked(text) in unmarked("".join(_texts(card[name])))
            assert_no_controls(card[name])


def unmarked(text: str) -> str:
    """Return a text without white space, the fences that only name a language, and backticks."""
    kept = ("\n".join(s.lines) if s.is_plain else s.whole for s in stretches(text.strip("\n")))
    return re.sub(r"[\s`]", "", "\n".join(kept))


def _texts(field: str) -> list[str]:
    return Page(field.replace("<br>", "\n")).texts


def test_anki_shows_code_as_code() -> None:
    assert field("Run `a  <b>`:\n\n```sql\nSELECT 1;\n  -- {x}\n```\n\nSo?", "``a ` b`` and 'it`s'") == (
        "Run <code>a&nbsp; &lt;b&gt;</code>:"
        '<pre style="text-align: left"><code>SELECT 1;<br>  -- &#123;x}</code></pre>'
        "So?<br><br><code>a ` b</code> and &#x27;it`s&#x27;"
    )


@pytest.mark.parametrize("text", ["a ` b", "a `` b ` c", r"\`a`", "one ` line\n\nanother ` one"])
def test_anki_leaves_a_backtick_that_opens_no_code(text: str) -> None:
    assert "<code>" not in field(text)
    assert field(text).count("`") == text.count("`")


@RUNS
@given(FILLED)
def test_json_and_plain_text_hold_every_text_and_no_control(text: str) -> None:
    interview = interview_saying(text, prompt=text or "x")
    written = to_json(interview_document(Record(interview=interview), advice_saying(text)))
    document = msgspec.json.decode(written)
    assert document["turns"][0]["attempts"][0]["parts"][0]["text"] == text
    assert document["notes"][0]["text"] == text
    assert_no_controls(written)
    plain = pressed("\n".join(interview_lines(interview, advice_saying(text))))
    assert plain.count(pressed(text)) >= 5


def test_json_writes_what_a_terminal_would_obey_as_escapes() -> None:
    written = to_json({"text": "a\x9b31m\x7f\u202e\x1b"})
    assert written.isascii()
    assert msgspec.json.decode(written) == {"text": "a\x9b31m\x7f\u202e\x1b"}


def test_the_harness_finds_live_html_and_a_lost_text() -> None:
    page, _ = pages(interview_saying("words"), Improvement())
    for planted in ("<script>x</script>", "<p onclick=x>y</p>", "<a href='javascript:x'>y</a>", "<!-- x -->"):
        with pytest.raises(AssertionError):
            assert_page_is_inert(page.replace("<h2>", planted + "<h2>", 1))
    assert [t.type for t in tokens_of("> a `\n> <b>x</b> ` <i>")].count("html_inline")
    assert shown_by(list(tokens_of("a *b* c"))) == "a b c"
