import pytest
from graded import MODEL, TECHNICAL, grade, verdicts
from msgspec.structs import replace

from interview_coach.grading.compiled import compile_question

NEAR = "Some slow reader can bring the previous value back afterwards."


def test_a_sentence_near_a_line_is_partly_there_with_its_quote() -> None:
    result = grade(NEAR)
    assert verdicts(result)["not-atomic"] == "partly"
    assert next(p for p in result.key_points if p.id == "not-atomic").evidence[0].quote in NEAR


def test_a_negated_sentence_covers_nothing() -> None:
    assert verdicts(grade(NEAR.replace("can bring", "can not bring")))["not-atomic"] == "missed"


def test_nothing_is_lifted_where_a_guard_fired() -> None:
    signals = ", ".join(s for point in TECHNICAL.key_points[:3] for s in point.signals)
    assert "partly" not in verdicts(grade(f"{signals}, {NEAR}")).values()


def test_coverage_alone_earns_at_most_two_fifths_of_full_marks() -> None:
    question = replace(
        TECHNICAL,
        key_points=tuple(replace(p, signals=("nobody says this",), must=False) for p in TECHNICAL.key_points),
        misconceptions=(),
    )
    text = "\n".join(p.say for p in TECHNICAL.key_points if "not" not in p.say)
    lifted = grade(text, question)
    assert 20 <= (lifted.score or 0) <= 40
    assert "met" not in verdicts(lifted).values()


def test_a_draft_is_graded_by_the_sentences_of_its_model_answer() -> None:
    own_words = "I read the response headers to see max-age. Then I invalidate the key on every write."
    result = grade(own_words, MODEL)
    assert [point.id for point in result.key_points] == [f"model-{n}" for n in range(1, 6)]
    assert result.confidence == "low"
    assert 30 <= (result.score or 0) <= 80
    assert grade(MODEL.model_answer, MODEL).score == 100
    assert (grade("I like the summer and my garden.", MODEL).score or 0) == 0


def test_a_drafts_key_points_and_model_answer_count_together() -> None:
    both = replace(MODEL, key_points=TECHNICAL.key_points[:2])
    result = grade("The CDN answers. I read max-age.", both)
    assert [point.id for point in result.key_points][:3] == ["layers", "headers", "model-1"]
    assert verdicts(result)["layers"] == "met"


def test_what_a_reference_says_at_once_may_be_said_in_short_sentences() -> None:
    one = replace(
        MODEL, model_answer="On every write I invalidate the key, so that the reader loads the new value."
    )
    together = grade("Invalidate the key. Do it for every write. A reader loads the value.", one)
    apart = grade("Invalidate the key.", one)
    assert (together.score or 0) > (apart.score or 0) > 0
    assert together.key_points[0].evidence[0].quote


def test_words_of_every_text_cover_little() -> None:
    one = replace(MODEL, model_answer="An invalidation event makes one place better.")
    assert (grade("It makes one place better.", one).score or 0) < (
        grade("An invalidation event.", one).score or 0
    )


@pytest.mark.parametrize("sentences", [1, 2, 5, 10])
def test_beside_key_points_the_model_answer_counts_half_as_much_however_long_it_is(sentences: int) -> None:
    lines = [*MODEL.model_answer.splitlines(), *MODEL.model_answer.replace("I ", "We ").splitlines()]
    reference = "\n".join(lines[:sentences])
    points = tuple(replace(p, say="", weight=2) for p in TECHNICAL.key_points[:2])
    both = replace(MODEL, key_points=points, model_answer=reference)
    whole = grade(f"{reference}\nThe cdn has a max-age.", both)
    assert whole.score == 100
    earned = [point.credit * point.weight for point in whole.key_points]
    assert sum(earned[:2]) == 4
    assert sum(earned[2:]) == pytest.approx(2, abs=0.06)


def test_alone_each_sentence_of_the_model_answer_weighs_one() -> None:
    result = grade(MODEL.model_answer, MODEL)
    assert [(point.weight, point.credit) for point in result.key_points] == [(1, 1.0)] * 5


def test_advice_on_a_draft_is_a_sentence_of_its_model_answer() -> None:
    assert grade("I read the response headers, max-age tells.", MODEL).top_fix in MODEL.model_answer


def test_a_draft_with_nothing_to_compare_with_earns_nothing_and_does_not_fail() -> None:
    empty = replace(MODEL, model_answer="")
    assert (grade("Something sensible about caches.", empty).score, grade("", empty).score) == (0, 0)


def test_words_used_for_others_cover_a_line_too_but_less() -> None:
    (line,) = compile_question(TECHNICAL).points[3].lines
    whole = line.covered(frozenset(line.stems), ())[0]
    share, words = line.covered(frozenset(), (), alike=frozenset(line.stems))
    assert whole == 1.0
    assert 0 < share < whole
    assert words == len(line.stems)


def test_all_words_but_one_of_a_longer_signal_make_a_point_partly_there() -> None:
    result = grade("The old value gets written once more.")
    found = next(p for p in result.key_points if p.id == "not-atomic")
    assert found.verdict == "partly"
    assert found.reason.startswith("Near to: ")
    assert verdicts(grade("The old value is not written once more."))["not-atomic"] == "missed"


OTHERS = "The cdn holds a stale copy. I read max-age. A short ttl is the net. Write and purge are not atomic."


def test_a_must_that_was_spoken_of_does_not_cap_an_answer_that_is_good_otherwise() -> None:
    question = replace(
        TECHNICAL,
        key_points=tuple(
            replace(p, signals=("evict entry", "forget keys"), say="Say so.") if p.id == "purge" else p
            for p in TECHNICAL.key_points
        ),
    )
    missed, spoken = grade(OTHERS, question), grade(f"{OTHERS} Each change makes the entry go.", question)
    assert (verdicts(missed)["purge"], missed.score) == ("missed", 64)
    assert (verdicts(spoken)["purge"], spoken.score) == ("partly", 88)
    evidence = next(p for p in spoken.key_points if p.id == "purge").evidence
    assert evidence[0].quote == "Each change makes the entry go"


def test_a_must_that_was_only_spoken_of_earns_nothing_in_a_poor_answer() -> None:
    question = replace(
        TECHNICAL,
        key_points=tuple(
            replace(p, signals=("evict entry", "forget keys"), say="Say so.") if p.id == "purge" else p
            for p in TECHNICAL.key_points
        ),
    )
    assert verdicts(grade("The cdn answers. Each change makes the entry go.", question))["purge"] == "missed"
