"""Running all rules over files, by several processes where there are many."""

import os
from collections.abc import Sequence

from interview_coach.bank.load import LoadedFile
from interview_coach.checks.findings import Finding
from interview_coach.checks.rules import RULES
from interview_coach.checks.together import foreign_answers, near_duplicates
from interview_coach.domain.question import Question

FEW = 20
"""So many files are checked in about the time that it takes to start processes."""
CHUNKS_EACH = 3


def processes_for(files: Sequence[LoadedFile]) -> int:
    """Return how many processes are worth starting."""
    return (os.cpu_count() or 1) if len(files) > FEW else 1


def check_files(
    files: Sequence[LoadedFile], bank: Sequence[Question] = (), processes: int = 1
) -> list[Finding]:
    """Return what breaks a rule, sorted by file and line; the same for any number of processes.

    Args:
        files: what to check.
        bank: all questions to compare with, those of the files themselves aside.
        processes: how many work at it.
    """
    checked = {file.question.id for file in files}
    others = [question for question in bank if question.id not in checked]
    findings = _graded(files, others) if processes == 1 else _shared_out(files, others, processes)
    findings += near_duplicates(files, others)
    return sorted(findings, key=lambda finding: (finding.file, finding.line, finding.rule))


def _graded(files: Sequence[LoadedFile], others: Sequence[Question]) -> list[Finding]:
    """Return what the rules say that grade answers, which is nearly all of the work."""
    findings = [finding for file in files for rule in RULES for finding in rule.run(file)]
    return findings + foreign_answers(files, others)


def _shared_out(files: Sequence[LoadedFile], others: Sequence[Question], processes: int) -> list[Finding]:
    """Return the same, found by several processes; by this one where the system allows no others."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    step = processes * CHUNKS_EACH
    chunks = [files[start::step] for start in range(min(step, len(files)))]
    try:
        # Started afresh, not forked: a fork of a process with threads may hang.
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            waiting = [pool.submit(_graded, chunk, [*others, *_without(files, chunk)]) for chunk in chunks]
            return [finding for done in waiting for finding in done.result()]
    except (OSError, BrokenProcessPool):
        return _graded(files, others)


def _without(files: Sequence[LoadedFile], chunk: Sequence[LoadedFile]) -> list[Question]:
    inside = {id(file) for file in chunk}
    return [file.question for file in files if id(file) not in inside]
