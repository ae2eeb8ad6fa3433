"""Deleting everything the person ever wrote here, for good."""

from pathlib import Path

from interview_coach.services.app import App


def erase_everything(app: App) -> list[Path]:
    """Delete all interviews with trash, drafts, backups and logs, and return what is gone.

    Settings, keys, the person's own questions and exports stay: they are files of theirs.

    Raises:
        DatabaseBusyError: another program is writing interviews.
        CoachError: something could not be deleted.
    """
    from interview_coach.store.erasing import erase_database, erase_files

    paths = app.paths
    app.close()
    gone = erase_database(paths.database)
    logs = [paths.log_file, *paths.state.glob(f"{paths.log_file.name}.*"), *paths.state.glob("answer-*.md")]
    return gone + erase_files(logs)
