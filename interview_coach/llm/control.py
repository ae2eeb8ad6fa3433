"""A claim that no answer makes, put among the key points: a model that credits it credits anything."""

import hashlib

from interview_coach.domain.question import Question

_CLAIMS = (
    ("organ-pipes", "Says that the pipes of a church organ are tuned when the hall is warm.", "organ"),
    ("sourdough-crust", "Says that a sourdough loaf gets its crust from steam in the oven.", "sourdough"),
    ("bee-swarm", "Says that a swarm of bees follows its old queen out of the hive.", "queen"),
    ("spinnaker", "Says that the spinnaker is hoisted after the boat has rounded the buoy.", "spinnaker"),
)


def control_of(question: Question) -> tuple[str, str]:
    """Return id and text of the control claim of a question, the same each time and foreign to it."""
    own = f"{question.prompt}\n{question.full_answer}".lower()
    taken = {point.id for point in question.key_points}
    first = hashlib.sha256(question.id.encode()).digest()[0]
    turned = [_CLAIMS[(first + offset) % len(_CLAIMS)] for offset in range(len(_CLAIMS))]
    fitting = [c for c in turned if c[0] not in taken and c[2] not in own]
    name, text, _ = (fitting or turned)[0]
    return name, text
