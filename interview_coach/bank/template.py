"""A new question as a commented file, which loads as a draft at once."""

import json
import re
import unicodedata
from textwrap import dedent
from typing import get_args

from interview_coach.domain.levels import SENIORITIES, Seniority
from interview_coach.domain.question import TO_FILL_IN, Format, Kind
from interview_coach.errors import UsageError
from interview_coach.text.clean import clean, one_line

MAX_SLUG = 60
MAX_TITLE = 70
_COLUMN = 28
DEFAULT_FORMAT: dict[Kind, Format] = {"behavioural": "story", "technical": "debug"}

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_EXAMPLES: dict[Kind, str] = {
    "behavioural": "Tell me about a time when ... What did you do first, and how did it end?",
    "technical": "Since Monday the nightly export takes 40 minutes instead of 4. No code changed. Where do you look?",
}

_INTRODUCTION = """\
    # A question of your own. Lines that begin with # are notes; remove them as you go.
    # It is a draft: it needs a prompt, and a model answer or key points. Everything below the line is for later.
    # Check it with: interview-coach bank check FILE. Try it with: interview-coach bank try {identity}
"""

_TEXTS = """\
    # A concrete situation in 60 to 1500 characters: numbers, code in ``` fences, a log, a person. For example:
    # {example}
    prompt = '''
    {to_fill_in}: what you would ask.
    '''

    # How you would say it aloud. Once there are key points, their `say` lines are the model answer: remove this then.
    model_answer = '''
    {to_fill_in}: a good answer, in a few sentences.
    '''

    # hint = "One nudge that contains no signal."
"""

_LATER = """\
    # ---------------------------------------------------------------------------------------------------------------
    # For a reviewed question. Take the # away and copy what there is more of.

    # [bar]                      # the level from 1 to 5 expected of each
    # junior = 2
    # mid = 3
    # senior = 4
    # staff = 5

    # [anchors]                  # what an answer of that level is like
    # 1 = "Names the problem again."
    # 3 = "..."
    # 5 = "..."

    # [[key_points]]             # 4 to 9 claims that do not overlap
    # id = "short-name"
    # label = "For lists"        # at most 32 characters
    # text = "The claim that a good answer makes."
    # weight = 2                 # 1 to 3, none over 40 % of all
    # must = false               # true for at most 3: without them the score stays under 65
    # expect_from = "mid"        # from whom on it is expected
    # signals = [                # 5 to 12 phrases of two or three words, the way people say it
    #   "textbook term",
    #   "plain words",
    #   "what it causes",
    # ]
    # why = "Why it matters."
    # advice = "What to do next time, as an order."
    # say = "This point's line of the model answer; it contains one of the signals."

    # [[misconceptions]]         # 1 to 5 mistakes that people really make
    # id = "short-name"
    # text = "What they believe."
    # signals = ["their words"]  # so exact that no good answer sets them off
    # penalty = 1                # 1 to 3
    # correction = "Kindly, what is true."

    # [[follow_ups]]             # 2 to 6
    # id = "f-short-name"
    # when = { missing = "short-name" }   # or hit, misconception, level_below, level_at_least, always
    # prompt = "What a good interviewer asks next, without giving the point away."
    # awards = ["short-name"]

    # [[clarifications]]         # facts you give only when asked
    # asked = ["which database"]
    # answer = "PostgreSQL 17."

    # [[examples]]               # at least 3: weak, solid and strong, as people talk
    # band = "weak"
    # levels = [1, 2]
    # answer = '''
    # ...
    # '''

    # [[sources]]                # at least 1: documentation, a standard or a paper before a blog
    # title = "..."
    # url = "https://..."
    # checked = 2026-11-27       # the day you read it
"""


def new_question(
    *, identity: str, kind: Kind, question_format: Format, skill: str, asked_from: Seniority, title: str = ""
) -> str:
    """Return the text of a new question's file."""
    fields = (
        (f'id = "{identity}"', "equals the path: folder/file name"),
        ("version = 1", "one more with each change to prompt, key points, misconceptions or anchors"),
        ('status = "draft"', '"reviewed" once `bank check` is clean and somebody else has answered it'),
        (
            f"title = {json.dumps(title, ensure_ascii=False)}",
            "8 to 70 characters; must not give the answer away",
        ),
        (f'kind = "{kind}"', " or ".join(get_args(Kind))),
        (f'format = "{question_format}"', ", ".join(get_args(Format))),
        (f'asked_from = "{asked_from}"', f"from whom on it is asked: {', '.join(SENIORITIES)}"),
        (f'skills = ["{skill}"]', "1 to 5 ids of skills.toml; the first names the folder"),
        ("think_seconds = 60", "suggested clocks; nobody is cut off"),
        ("answer_seconds = 240", "the model answer takes no longer, at 2.2 words a second"),
    )
    lines = "".join(f"{field:<{_COLUMN}} # {note}\n" for field, note in fields)
    texts = dedent(_TEXTS).format(example=_EXAMPLES[kind], to_fill_in=TO_FILL_IN)
    return f"{dedent(_INTRODUCTION).format(identity=identity)}\n{lines}\n{texts}\n{dedent(_LATER)}"


def checked_title(text: str) -> str:
    """Return a title on one line.

    Raises:
        UsageError: it is too long.
    """
    title = one_line(clean(text))
    if len(title) > MAX_TITLE:
        raise UsageError(f"The title has {len(title)} characters.", f"Use at most {MAX_TITLE}.")
    return title


def slug_of(text: str) -> str:
    """Return a text as the last part of an id: small letters, digits and hyphens.

    Raises:
        UsageError: nothing of it is left.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = _NOT_SLUG.sub("-", plain).strip("-")[:MAX_SLUG].strip("-")
    if not slug:
        raise UsageError(
            f"{one_line(text)!r} gives no name for a file.",
            "Use letters and digits, for example slow-report.",
        )
    return slug
