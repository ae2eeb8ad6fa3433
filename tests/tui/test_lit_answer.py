"""The words that prove a point are in sight, however long the answer is."""

import pytest
from test_tui_flow import until
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from interview_coach.domain.grade import Evidence
from interview_coach.domain.interview import Attempt, Part
from interview_coach.tui.widgets.lit_answer import LIT, LitAnswer

TEXT = " ".join(f"word{number}" for number in range(600))


class Shown(App[None]):
    """An answer in a box that is much too small for it."""

    CSS = "VerticalScroll { height: 8; padding: 1 2; }"

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield LitAnswer("")


def evidence(word: str) -> Evidence:
    start = TEXT.index(word)
    return Evidence(part=0, quote=word, start=start, end=start + len(word))


def in_sight(app: App[None]) -> bool:
    box, answer = app.query_one(VerticalScroll), app.query_one(LitAnswer)
    content = answer.visual
    assert isinstance(content, Content)
    lines = content.wrap(answer.content_size.width)
    (lit,) = (n for n, line in enumerate(lines) if any(span.style == LIT for span in line.spans))
    return int(box.scroll_y) <= lit < int(box.scroll_y) + box.content_size.height


@pytest.mark.parametrize("width", [80, 120])
async def test_what_is_lit_is_scrolled_to_down_and_up(width: int) -> None:
    attempt = Attempt(id="a", number=1, parts=[Part(index=0, asked_at="", text=TEXT, closed_at="later")])
    app = Shown()
    async with app.run_test(size=(width, 24)) as pilot:
        for word in ("word0 ", "word590", "word300", "word5 "):
            app.query_one(LitAnswer).light(attempt, (evidence(word),))
            await until(pilot, lambda: in_sight(app))


async def test_an_answer_without_proof_stays_where_it_is() -> None:
    attempt = Attempt(id="a", number=1, parts=[Part(index=0, asked_at="", text=TEXT, closed_at="later")])
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(LitAnswer).light(attempt, (evidence("word590"),))
        await pilot.pause()
        place = app.query_one(VerticalScroll).scroll_y
        assert place > 0
        app.query_one(LitAnswer).light(attempt, ())
        await pilot.pause()
        assert app.query_one(VerticalScroll).scroll_y == place
