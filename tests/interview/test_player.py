"""The transport of a replay: where it goes and when it stops."""

import pytest
from eventful import hold_eventful
from support import FakeClock, build_app

from interview_coach.errors import UsageError
from interview_coach.interview.player import SPEEDS, Player, clock_text, silence_text
from interview_coach.interview.scenes import Replay
from interview_coach.services.replaying import replay_of


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Replay:
    clock = FakeClock(step=0.25)
    app = build_app(tmp_path_factory.mktemp("home"), clock)
    found = replay_of(app, hold_eventful(app, clock).id)
    app.close()
    return found


@pytest.fixture
def player(replay: Replay) -> Player:
    return Player(replay)


@pytest.mark.parametrize("speed", SPEEDS)
def test_every_moment_is_played_in_order_and_at_the_end_it_stops(replay: Replay, speed: int) -> None:
    player = Player(replay, speed)
    player.toggle()
    places, seconds = [player.place], 0.0
    while player.playing:
        wait = player.seconds_to_next + 0.0001
        seconds += wait
        player.advance(wait)
        places.append(player.place)
    assert player.place == player.last
    assert places == sorted(places)
    passed = [place for place in range(len(replay.moments)) if place not in places]
    # Left out are only moments at the same time as one that was shown.
    assert all(replay.offsets[place] in {replay.offsets[shown] for shown in places} for place in passed)
    assert seconds == pytest.approx(replay.duration_ms / 1000 / speed, abs=0.05)


def test_at_the_end_play_begins_again(player: Player) -> None:
    player.to_end()
    assert player.ended
    assert not player.playing
    player.toggle()
    assert (player.place, player.playing) == (0, True)


def test_standing_still_no_time_passes(player: Player) -> None:
    player.advance(60)
    assert (player.place, player.position_ms) == (0, 0)


def test_steps_go_through_every_moment_and_stay_inside(player: Player) -> None:
    seen = []
    for _ in player.replay.moments:
        seen.append(player.place)
        player.step(1)
    assert seen == list(range(len(player.replay.moments)))
    assert player.place == player.last
    player.step(-1000)
    assert player.place == 0


def test_the_questions_are_gone_through_both_ways(player: Player, replay: Replay) -> None:
    first, second = replay.questions
    player.next_question()
    assert player.place == first
    player.next_question()
    assert player.place == second
    player.next_question()
    assert player.ended
    player.previous_question()
    assert player.place == second
    player.previous_question()
    assert player.place == first
    player.previous_question()
    assert player.place == 0


def test_while_it_plays_question_before_leads_on_back_and_not_to_the_same_again(player: Player) -> None:
    player.jump("2")
    player.toggle()
    player.advance(0.1)
    player.previous_question()
    assert player.replay.moments[player.place].turn == 1


@pytest.mark.parametrize(
    ("wanted", "offset_ms"), [("0:07", 7000), ("00:07", 7000), (" 0:00:07 ", 7000), ("99:00", None)]
)
def test_a_time_is_jumped_to_and_kept_inside(player: Player, wanted: str, offset_ms: int | None) -> None:
    player.jump(wanted)
    assert player.position_ms == (player.replay.duration_ms if offset_ms is None else offset_ms)
    offsets = player.replay.offsets
    assert offsets[player.place] <= player.position_ms
    assert player.ended or offsets[player.place + 1] > player.position_ms


@pytest.mark.parametrize("wanted", ["2", "q2", "Question 2"])
def test_a_question_is_jumped_to(player: Player, wanted: str) -> None:
    player.jump(wanted)
    assert player.place == player.replay.questions[1]


@pytest.mark.parametrize(
    ("wanted", "said"), [("9", "Question 9 was not asked"), ("0", "not asked"), ("soon", "neither")]
)
def test_a_jump_to_nowhere_is_told_and_changes_nothing(player: Player, wanted: str, said: str) -> None:
    player.step(3)
    with pytest.raises(UsageError, match=said):
        player.jump(wanted)
    assert player.place == 3


def test_the_speed_stays_between_the_slowest_and_the_fastest(player: Player) -> None:
    for expected in (2, 4, 8, 16, 16):
        player.faster(1)
        assert player.speed == expected
    player.faster(-9)
    assert player.speed == 1


def test_a_silence_is_told_while_it_lasts(player: Player, replay: Replay) -> None:
    asked = replay.questions[0]
    player.step(asked)
    assert silence_text(player.silence_ms) == "… 38 s"
    player.step(1)
    assert player.silence_ms == 0


def test_times_are_short() -> None:
    assert [clock_text(ms) for ms in (0, 134_999, 3_734_000)] == ["00:00", "02:14", "1:02:14"]
    assert [silence_text(s * 1000) for s in (38, 119, 600, 7200, 259_200)] == [
        "… 38 s", "… 119 s", "… 10 min", "… 2 h", "… 3 d",
    ]  # fmt: skip
