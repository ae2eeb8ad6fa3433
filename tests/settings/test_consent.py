"""Text goes only to hosts the person agreed to."""

from pathlib import Path

from support import paths_in

from interview_coach.consent import agree, agreed_hosts, withdraw


def test_an_agreement_is_for_one_host_and_keeps_its_date(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    assert agreed_hosts(paths) == {}
    agree(paths, "api.example.com:8443", "2026-11-20T10:00:00+01:00")
    agree(paths, "api.example.com:8443", "2027-01-01T10:00:00+01:00")
    agree(paths, "other.example", "2026-11-21T10:00:00+01:00")
    assert agreed_hosts(paths)["api.example.com:8443"] == "2026-11-20T10:00:00+01:00"
    assert withdraw(paths, "api.example.com:8443")
    assert not withdraw(paths, "api.example.com:8443")
    assert list(agreed_hosts(paths)) == ["other.example"]
