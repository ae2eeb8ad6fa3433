"""How long deleted interviews are kept."""

from datetime import datetime, timedelta

TRASH_DAYS = 30


def overdue_before(now: str) -> str:
    """Return the time before which whatever came into the trash is deleted for good."""
    return (datetime.fromisoformat(now) - timedelta(days=TRASH_DAYS)).isoformat()


def days_left(deleted_at: str, now: str) -> int:
    """Return for how many more days an interview stays in the trash, 0 to 30."""
    gone = datetime.fromisoformat(now) - datetime.fromisoformat(deleted_at)
    return min(TRASH_DAYS, max(0, TRASH_DAYS - gone.days))
