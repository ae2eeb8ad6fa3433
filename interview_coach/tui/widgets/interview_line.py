"""One past interview as a line of a list, with the passages a search found in it."""

from collections.abc import Sequence

from textual.content import Content

from interview_coach.domain.interview import InterviewSummary, Match
from interview_coach.domain.trash import days_left
from interview_coach.domain.wording import count_of

MOST_PASSAGES = 3
_INDENT = " " * 18


def interview_line(summary: InterviewSummary, matches: Sequence[Match], now: str) -> Content:
    """Return when it was, its level, mode and questions; below that where the words of a search stand."""
    lines = [_first_line(summary, now), *map(_passage, matches[:MOST_PASSAGES])]
    more = len(matches) - MOST_PASSAGES
    if more > 0:
        lines.append(Content(f"{_INDENT}and {count_of(more, 'more place')}").stylize("$foreground-muted"))
    return Content("\n").join(lines)


def _first_line(summary: InterviewSummary, now: str) -> Content:
    done = summary.state == "finished"
    level = f"level {summary.level}" if summary.level and done else "—" if done else summary.state
    score = f"{summary.score:g}" if summary.score is not None and done else ""
    state = "" if done else f" (question {summary.position} of {summary.turns})"
    if summary.deleted_at:
        state += f" (deleted, kept for {count_of(days_left(summary.deleted_at, now), 'more day')})"
    when = summary.started_at[:16].replace("T", " ")
    return Content.assemble(
        (f"{when}  ", "$foreground-muted"),
        (f"{level:<8}", "bold"),
        f"{score:>5}  {summary.mode:<9}{summary.seniority:<7} ",
        ("★ " if summary.bookmarked else "", "$text-accent"),
        ", ".join(summary.titles),
        (state, "$text-warning"),
    )


def _passage(match: Match) -> Content:
    where = f"{match.turn}: " if match.turn else "note: "
    text = Content(match.text).stylize("$foreground-muted")
    for start, end in match.marks:
        text = text.stylize("bold $text-accent", start, end)
    return Content.assemble((f"{_INDENT}{where}", "$foreground-muted"), text)
