"""The feedback summary of a period: like with like, what is open still, evidence for all of it."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
from export_samples import app_with, filled
from support import simple_question
from test_formats import SCHEMA, misfits
from test_hostile_text import assert_page_is_inert

from interview_coach.domain.grade import (
    CREDIT,
    BarResult,
    Evidence,
    Flag,
    Grade,
    Grader,
    MisconceptionFound,
    PointVerdict,
    Verdict,
)
from interview_coach.domain.interview import Attempt, Interview, Note, Part, Setup, Turn
from interview_coach.domain.levels import level_of
from interview_coach.domain.question import Question, content_hash
from interview_coach.export.document import to_json
from interview_coach.export.summarising import MOST_TO_WORK_ON, summarise
from interview_coach.export.summary import Audience, SummaryDocument
from interview_coach.services.app import App
from interview_coach.services.exporting import ExportFormat, chosen_by_filter
from interview_coach.services.summary import SUMMARY_FORMATS, summary_of, summary_text, write_summary

QUESTION = simple_question()


def graded(
    score: int,
    *verdicts: Verdict,
    by: Grader = "offline",
    model: str | None = None,
    of: Question = QUESTION,
    flags: tuple[Flag, ...] = (),
) -> Grade:
    points = tuple(
        PointVerdict(
            id=point.id,
            verdict=verdict,
            weight=point.weight,
            credit=CREDIT[verdict],
            evidence=(Evidence(part=0, quote=f"{point.id} at {score}", start=0, end=1),)
            if verdict == "met"
            else (),
        )
        for point, verdict in zip(of.key_points, verdicts or ("missed",) * 3, strict=True)
    )
    return Grade(
        created_at="2026-11-20T10:00:00+00:00", question_id=of.id, question_version=1,
        content_hash=content_hash(of), grader=by, model=model, status="graded", score=score,
        level=level_of(score), bar=BarResult(seniority="mid", level=3, met=score >= 45), key_points=points, flags=flags,
    )  # fmt: skip


def interview(number: int, *attempts: Sequence[Grade], of: Question = QUESTION) -> Interview:
    at = f"2026-11-{number:02}T10:00:00+00:00"
    made = [
        Attempt(
            id=f"a{number}{index}",
            number=index,
            parts=[Part(index=0, text=f"answer {number}.{index}", asked_at=at, closed_at=at)],
            complete=True,
            grades=list(grades),
        )
        for index, grades in enumerate(attempts, start=1)
    ]
    turn = Turn(
        position=1, question=of, content_hash=content_hash(of), reason="x", state="done", attempts=made
    )
    return Interview(
        id=f"id{number}", setup=Setup(), started_at=at, finished_at=at, state="finished", turns=[turn]
    )


def summary(*interviews: Interview, audience: Audience = "self") -> SummaryDocument:
    return summarise(
        interviews,
        since="2026-11-01T00:00:00+00:00",
        until="2026-11-30T00:00:00+00:00",
        audience=audience,
        skill_name=str.upper,
    )


def test_a_skill_improved_when_the_later_half_is_higher_by_the_same_grader() -> None:
    made = summary(*(interview(n, [graded(score)]) for n, score in enumerate((30, 10, 95, 50, 70), start=1)))
    (levels,) = made.skills
    assert levels.levels == (2, 1, 5, 3, 4)
    assert (levels.skill, levels.grader, levels.model) == ("SQL-TRANSACTIONS", "offline", None)
    assert (levels.earlier, levels.later, levels.improved) == (1.5, 3.5, True)
    assert (levels.first.interview_id, levels.latest.interview_id) == ("id1", "id5")


def test_levels_of_different_graders_and_models_are_never_compared() -> None:
    made = summary(
        interview(1, [graded(10, by="offline")]),
        interview(2, [graded(90, by="llm", model="kind")]),
        interview(3, [graded(50, by="llm", model="strict")]),
        interview(4, [graded(30, by="llm", model="strict")]),
    )
    (levels,) = made.skills
    assert (levels.model, levels.levels, levels.improved) == ("strict", (3, 2), False)
    assert "No level went up" in "".join(summary_text(made, "markdown"))


def test_one_answer_is_nothing_to_compare() -> None:
    made = summary(interview(1, [graded(90)]))
    assert (made.skills[0].earlier, made.skills[0].improved) == (None, False)
    assert "Nothing to compare yet" in "".join(summary_text(made, "markdown"))


def test_only_the_first_answer_counts_for_the_level_and_a_better_second_one_is_told_apart() -> None:
    made = summary(
        interview(1, [graded(10)], [graded(95, "met", "missed", "met")]),
        interview(2, [graded(10)], [graded(5)]),
    )
    assert made.skills[0].levels == (1, 1)
    (again,) = made.again
    assert (again.from_level, again.to_level) == (1, 5)
    assert again.gained == ("The race", "A guard in the database")


def test_an_answer_that_was_taken_back_counts_nowhere() -> None:
    held = interview(1, [graded(90, "met", "met", "met")], [graded(30)])
    held.turns[0].attempts[0].taken_back = True
    made = summary(held)
    assert (made.counts.answers, made.skills[0].levels, made.again) == (1, (2,), ())
    assert [best.answer for best in made.best] == []


def test_points_to_work_on_are_weighed_and_gone_once_met() -> None:
    made = summary(
        interview(1, [graded(0, "missed", "missed", "missed")]),
        interview(2, [graded(40, "met", "partly", "contradicted")]),
    )
    assert [(p.point_id, p.missed, p.asked, p.lost) for p in made.work_on] == [
        ("guard", 2, 2, 2 + 3.0),
        ("fix", 2, 2, 2 + 1.0),
    ]
    assert made.work_on[0].advice == "Let the database refuse it."


def test_no_more_is_to_work_on_than_a_person_can() -> None:
    asked = [simple_question(f"sql-transactions/q{n}") for n in range(5)]
    made = summary(*(interview(n, [graded(0, of=of)], of=of) for n, of in enumerate(asked, start=1)))
    assert len(made.work_on) == MOST_TO_WORK_ON
    assert {p.point_id for p in made.work_on} == {"race", "fix"}


def test_an_empty_answer_says_nothing_about_points() -> None:
    made = summary(interview(1, [graded(0, flags=("no_answer",))]))
    assert made.work_on == ()
    for form in ("markdown", "html"):
        text = "".join(summary_text(made, form))
        assert "Nothing that was missed is still open." in text
        assert "No answer of level 3 or more" in text
    assert made.counts.graded == 1


def test_the_best_answers_are_one_for_each_question_with_their_proof() -> None:
    other = simple_question("indexes/slow")
    made = summary(
        interview(1, [graded(50, "met", "missed", "missed")]),
        interview(2, [graded(80, "met", "met", "missed")]),
        interview(3, [graded(99, flags=("keyword_list",))]),
        interview(4, [graded(60, "missed", "met", "missed", of=other)], of=other),
        interview(5, [graded(44)]),
    )
    assert [(b.shown.interview_id, b.shown.score, b.answer) for b in made.best] == [
        ("id2", 80, "answer 2.1"),
        ("id4", 60, "answer 4.1"),
    ]
    assert made.best[0].shown.quotes == ("race at 80", "fix at 80")


def test_misconceptions_are_counted_and_corrected() -> None:
    found = (MisconceptionFound(id="tx", penalty=2, correction="It is not enough."),)
    wrong = msgspec.structs.replace(graded(10), misconceptions=found)
    made = summary(interview(1, [wrong]), interview(2, [wrong]))
    assert [(m.times, m.correction) for m in made.mistaken] == [(2, "It is not enough.")]


@pytest.mark.parametrize("form", SUMMARY_FORMATS)
def test_a_mentor_gets_no_private_note(form: ExportFormat) -> None:
    held = interview(1, [graded(50)])
    held.notes = [Note(id="n", turn=None, text="my boss is cross", created_at=held.started_at)]
    for audience, shown in (("self", True), ("mentor", False)):
        made = summary(held, audience=msgspec.convert(audience, Audience))
        text = "".join(summary_text(made, form))
        assert ("my boss is cross" in text) == shown


@pytest.fixture
def full(tmp_path: Path) -> Iterator[App]:
    """An app with interviews in which everything happens."""
    app = filled(app_with(tmp_path / "full"))
    yield app
    app.close()


def test_a_summary_of_stored_interviews_fits_the_schema_and_reads_well(full: App, tmp_path: Path) -> None:
    made = summary_of(full, chosen_by_filter(full), None, "self")
    document = json.loads(to_json(made))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert list(misfits(schema, document, schema)) == []
    counts = document["counts"]
    assert (counts["interviews"], counts["finished"], counts["skipped"]) == (4, 3, 1)
    assert sum(counts["graders"].values()) == counts["graded"]
    assert [note["text"] for note in document["notes"]] == ["Slower next time."] * 2
    page = "".join(summary_text(made, "html"))
    assert_page_is_inert(page)
    markdown = "".join(summary_text(made, "markdown"))
    for heading in ("What improved", "What to work on", "Best answers", "Levels by skill", "Notes"):
        assert f"## {heading}" in markdown
        assert f"<h2>{heading}</h2>" in page
    path = write_summary(made, "html", tmp_path)
    assert path.name == "summary-2026-11-20-2026-11-20.html"
    assert path.read_text(encoding="utf-8") == page
