"""The figures of a calibration, against values worked out by hand or by their definition."""

import math
import random
import statistics

import pytest

from interview_coach.grading import calibration_statistics as agreement
from interview_coach.grading.calibration_statistics import Pair


def noisy(n: int, seed: int, noise: float = 0.2) -> list[Pair]:
    draw = random.Random(seed)
    humans = [draw.randrange(6) / 5 for _ in range(n)]
    return [(human, min(max(human + draw.gauss(0, noise), 0), 1)) for human in humans]


def test_pearson_is_that_of_the_standard_library() -> None:
    human, ours = zip(*noisy(50, 1), strict=True)
    assert agreement.pearson(human, ours) == pytest.approx(statistics.correlation(human, ours))


@pytest.mark.parametrize("values", [[], [0.5], [0.1, 0.1, 0.1]])
def test_without_spread_there_is_no_correlation(values: list[float]) -> None:
    assert agreement.pearson(values, values) is None
    assert agreement.spearman(values, values) is None


def test_a_correlation_of_three_tenths_hundred_times_is_none_though_rounding_leaves_a_rest() -> None:
    assert agreement.pearson([0.1 + 0.2] * 100, [i / 100 for i in range(100)]) is None


def test_spearman_gives_equal_values_the_mean_of_their_ranks() -> None:
    # Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4.
    assert agreement.spearman([1, 2, 2, 9], [1, 30, 20, 400]) == pytest.approx(0.9486833)


def test_within_question_averages_by_fishers_z_and_clips() -> None:
    perfect = [(i / 10, i / 10) for i in range(10)]
    flat = [(i / 10, 0.5) for i in range(10)]
    z = (math.atanh(0.99) + 0) / 2
    assert agreement.within_question({"a": perfect, "b": flat}) == pytest.approx(math.tanh(z))


def test_small_questions_and_those_without_human_spread_do_not_count_within() -> None:
    nine = [(i / 10, i / 10) for i in range(9)]
    same = [(1.0, i / 20) for i in range(20)]
    assert agreement.within_question({"a": nine, "b": same}) is None


def test_rmse_is_the_root_of_the_mean_square() -> None:
    assert agreement.rmse([(1.0, 0.0), (0.5, 0.5)]) == pytest.approx(math.sqrt(0.5))
    assert agreement.rmse([]) is None


def test_a_linear_map_learned_elsewhere_takes_away_a_linear_error_and_no_other() -> None:
    halved = {name: [(i / 10, 0.2 + i / 20) for i in range(10)] for name in ("a", "b")}
    assert agreement.rmse_mapped(halved) == pytest.approx(0, abs=1e-9)
    # The map comes from the other question: one that is right there is wrong here.
    turned = {"a": [(0.0, 0.0), (1.0, 1.0)], "b": [(1.0, 0.0), (0.0, 1.0)]}
    assert agreement.rmse_mapped(turned) == pytest.approx(1.0)


def test_mapped_error_needs_two_questions_and_takes_a_grader_without_spread() -> None:
    assert agreement.rmse_mapped({"a": [(0.0, 0.0), (1.0, 1.0)]}) is None
    assert agreement.rmse_mapped({"a": [(0.0, 0.5)], "b": [(1.0, 0.5)]}) == pytest.approx(1.0)


@pytest.mark.parametrize(("score", "band"), [(0, 0), (0.2, 1), (0.6, 3), (0.79, 3), (0.8, 4), (1, 4)])
def test_bands_are_equal_fifths(score: float, band: int) -> None:
    assert agreement.band(score) == band


def test_kappa_is_one_for_the_same_and_counts_far_misses_more() -> None:
    same = [(i / 5, i / 5) for i in range(6)]
    near = [(0.1, 0.3), (0.9, 0.7), *same]
    far = [(0.1, 0.9), (0.9, 0.1), *same]
    assert agreement.qwk(same) == 1
    assert 1 > (agreement.qwk(near) or 0) > (agreement.qwk(far) or 0)
    assert agreement.qwk([(1.0, 1.0)]) is None


def test_kappa_of_a_table_worked_out_by_hand() -> None:
    # Two of three the same, one a band off: observed 1, expected (0+1+1+0+... )/3 over the margins.
    pairs = [(0.1, 0.1), (0.1, 0.3), (0.3, 0.3)]
    assert agreement.qwk(pairs) == pytest.approx(1 - 3 * 1 / (2 * 2 * 1 + 1 * 1 * 1))


def test_intervals_hold_the_figure_narrow_with_more_answers_and_come_out_the_same_again() -> None:
    few = {"a": noisy(20, 1), "b": noisy(20, 2)}
    many = {"a": noisy(300, 1), "b": noisy(300, 2)}
    for groups in (few, many):
        pooled, within = agreement.intervals(groups)
        figure = agreement.within_question(groups)
        assert pooled
        assert within
        assert figure
        assert within[0] < figure < within[1]
    assert agreement.intervals(few) == agreement.intervals(few)
    wide, narrow = (agreement.intervals(groups)[0] or (0, 0) for groups in (few, many))
    assert narrow[1] - narrow[0] < (wide[1] - wide[0]) / 2


def test_resamples_stay_within_questions() -> None:
    # Between the questions all is agreement; within each there is no spread at all.
    groups = {"a": [(0.0, 0.1)] * 12, "b": [(1.0, 0.9)] * 12}
    assert agreement.intervals(groups) == ((1.0, 1.0), None)


def test_nothing_has_no_interval() -> None:
    assert agreement.intervals({}) == (None, None)
