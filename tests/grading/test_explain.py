"""What led to a grade is told by the grader's own matching."""

from graded import MODEL, STRONG, TECHNICAL, WHEN
from msgspec.structs import replace

from interview_coach.domain.question import Question
from interview_coach.grading.compiled import compile_question
from interview_coach.grading.explain import MisconceptionTrace, PointTrace, Trace, explain
from interview_coach.grading.offline import OfflineGrader
from interview_coach.grading.protocol import single


def traced(text: str, question: Question = TECHNICAL) -> Trace:
    grade = OfflineGrader().grade(question, single(text), seniority="mid", created_at=WHEN)
    return explain(compile_question(question), single(text), grade)


def point(trace: Trace, name: str) -> PointTrace:
    return next(p for p in trace.key_points if p.id == name)


def mistake(text: str) -> MisconceptionTrace:
    return traced(text).misconceptions[0]


def test_every_signal_is_listed_with_the_words_that_set_it_off() -> None:
    found = point(traced(STRONG), "headers")
    fired = {s.phrase: s.evidence.quote if s.evidence else "" for s in found.signals if s.fired == "yes"}
    assert [s.phrase for s in found.signals] == list(TECHNICAL.key_points[1].signals)
    assert set(fired) == {"max-age", "response headers", "age header"}
    assert "response headers" in fired["response headers"]
    assert (found.verdict, found.credit, found.weight) == ("met", 1.0, 2)


def test_a_point_is_met_exactly_where_a_signal_fired() -> None:
    for text in (STRONG, "I would evict the key.", "Nothing comes to mind, sorry."):
        for traced_point in traced(text).key_points:
            fired = any(signal.fired == "yes" for signal in traced_point.signals)
            assert fired == (traced_point.verdict == "met"), traced_point.id


def test_signals_in_the_words_of_the_question_alone_are_told_apart() -> None:
    question = replace(
        TECHNICAL,
        key_points=(replace(TECHNICAL.key_points[0], signals=("pages fast",)), *TECHNICAL.key_points[1:]),
    )
    found = point(
        traced("The pages are fast since my team put seven servers behind them.", question), "layers"
    )
    assert [(s.phrase, s.fired) for s in found.signals] == [("pages fast", "given")]
    assert found.verdict == "partly"


def test_a_misconception_that_is_only_named_to_be_refused_is_not_found() -> None:
    held, refused, silent = (
        mistake("I would restart the server and hope."),
        mistake("Some people restart the server, but that is wrong."),
        mistake("I purge the key."),
    )
    assert (held.found, held.signals[0].fired) == (True, "yes")
    assert (refused.found, refused.signals[0].fired) == (False, "refused")
    assert (silent.found, silent.signals[0].fired, silent.signals[0].evidence) == (False, "no", None)


def test_the_say_line_says_how_far_it_was_covered() -> None:
    line = TECHNICAL.key_points[3].say
    assert point(traced(line), "ttl").say.share == 1.0
    assert point(traced("Nobody knows."), "ttl").say.share == 0.0


def test_a_draft_with_a_model_answer_has_a_point_for_each_of_its_sentences() -> None:
    found = traced(MODEL.model_answer.splitlines()[2], MODEL)
    assert [p.id for p in found.key_points] == [f"model-{n}" for n in range(1, 6)]
    assert point(found, "model-3").say.share == 1.0
    assert point(found, "model-3").signals == ()


def test_an_answer_of_nothing_sets_nothing_off() -> None:
    found = traced("")
    assert found.grade.score == 0
    assert all(signal.fired == "no" for p in found.key_points for signal in p.signals)
