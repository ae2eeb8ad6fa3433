"""`interview-coach compare`: what changed between two answers to a question."""

import argparse
from collections.abc import Iterator

from interview_coach.commands.common import add_json, command_parser, write_json, write_lines
from interview_coach.domain.wording import headline
from interview_coach.errors import UsageError
from interview_coach.interview.compare import Comparison, MistakePair, PointPair
from interview_coach.interview.compare_words import change_sentence, standing
from interview_coach.services.app import App
from interview_coach.services.comparing import Side, comparison_of, pairs_of


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser(
        "compare",
        "Say what two answers to the same question gained and lost, point by point. With one id it is held against "
        "the answer before it; of an interview, each of its answers is.",
    )
    parser.add_argument(
        "ids",
        nargs="+",
        metavar="ID",
        help="one or two attempts or interviews, or the beginnings of their ids",
    )
    add_json(parser, "every pair of answers")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Print the comparison of each pair."""
    if len(args.ids) > 2:
        raise UsageError(f"{len(args.ids)} ids were given.", "Compare two at a time.")
    pairs = [(before, after, comparison_of(before, after)) for before, after in pairs_of(app, args.ids)]
    if args.json:
        write_json([_as_json(*pair) for pair in pairs])
        return 0
    for index, pair in enumerate(pairs):
        write_lines(*([""] if index else []), *_lines(*pair))
    return 0


def _lines(before: Side, after: Side, found: Comparison) -> Iterator[str]:
    yield f"{after.turn.question.name} ({after.turn.question.id})"
    for word, side in (("Before", before), ("After", after)):
        when = side.at[:16].replace("T", " ")
        yield f"{word}: {when}, interview {side.interview.id}, answer {side.attempt.number}. {headline(side.grade)}."
    yield change_sentence(found)
    if found.caution:
        yield found.caution
    for pair in found.pairs:
        yield f"{pair.difference.capitalize()}: {_name(pair)}, {standing(pair)}"


def _name(pair: PointPair | MistakePair) -> str:
    return pair.name if isinstance(pair, PointPair) else f"misconception “{pair.name}”"


def _as_json(before: Side, after: Side, found: Comparison) -> dict[str, object]:
    return {
        "question_id": after.turn.question.id,
        "before": _side_json(before),
        "after": _side_json(after),
        "level_change": found.level_change,
        "score_change": found.score_change,
        "comparable": not found.caution,
        "caution": found.caution,
        "points": found.points,
        "misconceptions": found.mistakes,
    }


def _side_json(side: Side) -> dict[str, object]:
    return {
        "interview_id": side.interview.id,
        "turn": side.turn.position,
        "attempt_id": side.attempt.id,
        "at": side.at,
        "grade_id": side.grade.id,
        "level": side.grade.level,
        "score": side.grade.score,
    }
