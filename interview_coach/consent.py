"""Which hosts the person agreed to send text to, and when; kept in `consent.toml` of the configuration folder."""

from interview_coach.flat_toml import put_value, read_flat
from interview_coach.paths import Paths


def agreed_hosts(paths: Paths) -> dict[str, str]:
    """Return the hosts that were agreed to, each with the time as ISO 8601.

    Raises:
        CoachError: the file cannot be read.
    """
    return {host: str(at) for host, at in read_flat(paths.config / "consent.toml").items()}


def agree(paths: Paths, host: str, at: str) -> None:
    """Keep that the person agreed to send answers to a host; an earlier agreement keeps its date.

    Raises:
        CoachError: the file cannot be written.
    """
    if host not in agreed_hosts(paths):
        put_value(paths.config / "consent.toml", host, at)


def withdraw(paths: Paths, host: str) -> bool:
    """Take an agreement back; return whether there was one.

    Raises:
        CoachError: the file cannot be written.
    """
    known = host in agreed_hosts(paths)
    if known:
        put_value(paths.config / "consent.toml", host, None)
    return known
