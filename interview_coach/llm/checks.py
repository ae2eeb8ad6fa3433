"""From a model's reply to verdicts that stand: ids known, quotes found, no passage used twice."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from interview_coach.domain.grade import CREDIT, Evidence, MisconceptionFound, PointVerdict
from interview_coach.domain.question import Question
from interview_coach.llm.proofs import NOT_FOUND, Proofs
from interview_coach.llm.schema import GradeReply, PointReply
from interview_coach.llm.tidy import short_line

MOST_REASON = 240
MOST_ERRORS = 5
UNPROVEN = "Not proven: "


@dataclass
class Checked:
    """What is left of a reply after the checks.

    Attributes:
        verdicts: by the point's id; a claim whose quote proves nothing stands here as missed.
        problems: what is wrong with such a claim's quote, by the point's id.
        missing: ids the reply left out.
        claims: how many verdicts needed a quote.
        control: whether the control claim was credited.
        control_denied: whether it was called missed, as it should be.
    """

    verdicts: dict[str, PointVerdict] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    claims: int = 0
    control: bool = False
    control_denied: bool = False

    @property
    def complete(self) -> bool:
        """Whether there is nothing to ask again."""
        return not self.problems and not self.missing

    @property
    def credulous(self) -> bool:
        """Whether the reply cannot be believed.

        It credited the control claim, or at least half of its claims (of two or more) rest on no words of the
        answer, as those of a model do that obeys somebody else.
        """
        return self.control or (self.claims >= 2 and 2 * len(self.problems) >= self.claims)


def check_points(question: Question, replies: Iterable[PointReply], proofs: Proofs, control: str) -> Checked:
    """Return the verdicts of a reply, each credit with its proof, in the question's order.

    Of several replies for one id the first counts; unknown ids are dropped.
    """
    by_id: dict[str, PointReply] = {}
    for reply in replies:
        by_id.setdefault(reply.id.strip(), reply)
    checked = Checked(missing=tuple(p.id for p in question.key_points if p.id not in by_id))
    said = by_id.get(control)
    checked.control = said is not None and CREDIT[said.verdict] > 0
    checked.control_denied = said is not None and not checked.control
    for point in question.key_points:
        if point.id in by_id:
            take(checked, question, by_id[point.id], proofs)
    return checked


def repair(checked: Checked, question: Question, replies: Iterable[PointReply], proofs: Proofs) -> None:
    """Take the second reply about points that were asked again; nothing else in it counts."""
    open_ids = {*checked.problems, *checked.missing}
    again: dict[str, PointReply] = {}
    for reply in replies:
        if reply.id.strip() in open_ids:
            again.setdefault(reply.id.strip(), reply)
    missing = set(checked.missing) - set(again)
    for point in question.key_points:
        if point.id not in again:
            continue
        if point.id in checked.problems:
            checked.claims -= 1
            problem = checked.problems.pop(point.id)
            take(checked, question, again[point.id], proofs)
            if checked.verdicts[point.id].verdict == "missed" and point.id not in checked.problems:
                # A claim that is taken back was still made without proof.
                checked.claims += 1
                checked.problems[point.id] = problem
        else:
            take(checked, question, again[point.id], proofs)
    checked.missing = tuple(point_id for point_id in checked.missing if point_id in missing)


def take(checked: Checked, question: Question, reply: PointReply, proofs: Proofs) -> None:
    """Add the verdict on one known point to what was checked, as missed where its quote proves nothing."""
    point = question.key_point(reply.id.strip())
    reason = short_line(reply.why, MOST_REASON)
    evidence: tuple[Evidence, ...] = ()
    verdict = reply.verdict
    if verdict != "missed":
        checked.claims += 1
        evidence, problem = _proof(point.id, reply, proofs)
        if problem:
            checked.problems[point.id] = problem
            verdict, reason = "missed", short_line(f"{UNPROVEN}{problem}.", MOST_REASON)
    checked.verdicts[point.id] = PointVerdict(
        id=point.id,
        verdict=verdict,
        weight=point.weight,
        credit=CREDIT[verdict],
        evidence=evidence,
        reason=reason,
    )


def _proof(point_id: str, reply: PointReply, proofs: Proofs) -> tuple[tuple[Evidence, ...], str]:
    """Return the evidence of a claim, or what is wrong with it; only credit uses words up."""
    if CREDIT[reply.verdict] > 0:
        return proofs.prove(point_id, reply.evidence)
    found = proofs.find(reply.evidence)
    return found, "" if found else NOT_FOUND


def check_misconceptions(
    question: Question, reply: GradeReply, proofs: Proofs
) -> tuple[MisconceptionFound, ...]:
    """Return the misconceptions whose quote stands in the answer, each once, in the question's order."""
    quotes: dict[str, str] = {}
    for found in reply.misconceptions:
        quotes.setdefault(found.id.strip(), found.evidence)
    held = []
    for misconception in question.misconceptions:
        evidence = proofs.find(quotes.get(misconception.id, ""))
        if evidence:
            held.append(
                MisconceptionFound(
                    id=misconception.id,
                    penalty=misconception.penalty,
                    evidence=evidence,
                    correction=misconception.correction,
                )
            )
    return tuple(held)


def check_errors(reply: GradeReply, proofs: Proofs) -> tuple[tuple[Evidence, str], ...]:
    """Return the statements to check, each with why; those whose quote does not stand in the answer are dropped."""
    errors = []
    for error in reply.factual_errors[:MOST_ERRORS]:
        evidence = proofs.find(error.evidence)
        why = short_line(error.why, MOST_REASON)
        if evidence and why:
            errors.append((evidence[0], why))
    return tuple(errors)
