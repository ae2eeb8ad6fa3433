"""The line on top: what gives way, and in which order, where it is narrow."""

import pytest
from textual.app import App, ComposeResult

from interview_coach.tui.widgets.top_bar import TopBar

TITLE = "A million watering cans at seven"
DETAILS = ("1 of 3 · SQL transactions · mid · practice", "1 of 3 · mid · practice", "1 of 3 · practice")


class Bar(App[None]):
    destination = ("offline · nothing leaves this machine", "offline", True)

    def compose(self) -> ComposeResult:
        yield TopBar("")


@pytest.mark.parametrize(
    ("width", "title", "detail", "where"),
    [
        (120, TITLE, DETAILS[0], "offline · nothing leaves this machine"),
        (90, TITLE, DETAILS[0], "offline"),
        (80, TITLE, DETAILS[1], "offline"),
        (62, TITLE, DETAILS[2], "offline"),
        (54, "A million watering cans …", DETAILS[2], "offline"),
        (51, "A million watering ca…", DETAILS[2], "offline"),
        (49, "A million watering …", DETAILS[2], "offline"),
        (48, TITLE, "", "offline"),
        (40, "A million watering cans at sev…", "", "offline"),
    ],
)
async def test_the_mode_stays_longer_than_skill_seniority_and_the_end_of_a_title(
    width: int, title: str, detail: str, where: str
) -> None:
    app = Bar()
    async with app.run_test(size=(width, 5)) as pilot:
        bar = app.query_one(TopBar)
        bar.show(TITLE, *DETAILS)
        await pilot.pause()
        shown = str(bar.render())
    left = f"{title}   {detail}" if detail else title
    assert shown == left + " " * (width - len(left) - len(where)) + where
