"""Where the facts come from. That an address is https is already asked when a file is loaded."""

import re

from interview_coach.checks.findings import Notes
from interview_coach.domain.question import Question

_HOST = re.compile(r"^https://([^/:?#]+)")
_BLOG = re.compile(
    r"(?:^|[./-])(?:blogs?|medium|substack|dev\.to|hashnode|stackoverflow|reddit|geeksforgeeks)\b"
)


def source_order(question: Question, notes: Notes) -> None:
    """Documentation, a standard or a paper comes before a blog."""
    if question.sources and _is_blog(question.sources[0].url):
        notes.add("sources[0].url", "The first source is a blog.", "Put documentation or a standard first.")


def source_twice(question: Question, notes: Notes) -> None:
    """No address is cited twice."""
    addresses = [source.url for source in question.sources]
    for index, address in enumerate(addresses):
        if address in addresses[:index]:
            notes.add(f"sources[{index}].url", "This address is cited twice.", "Remove one of the two.")


def source_checked(question: Question, notes: Notes) -> None:
    """Each source says when it was last looked at."""
    for index, source in enumerate(question.sources):
        if source.checked is None:
            message = f"Nobody has said when {source.title!r} was looked at."
            notes.add(f"sources[{index}]", message, "Read it, then add checked = a date.")


def _is_blog(url: str) -> bool:
    host = _HOST.match(url)
    return bool(host and _BLOG.search(host[1].lower())) or "/blog/" in url
