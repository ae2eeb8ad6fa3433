"""The command line: finds the command and imports only that one."""

import importlib
import os
import sys
from collections.abc import Sequence

from interview_coach import __version__
from interview_coach.errors import CoachError

COMMANDS: dict[str, str] = {
    "practice": "hold a mock interview (the default)",
    "grade": "grade one answer from a file or stdin",
    "history": "list and search past interviews",
    "show": "print one interview",
    "replay": "play a past interview back",
    "compare": "what changed between two answers to a question",
    "regrade": "grade stored attempts again, by a model or offline",
    "export": "write interviews, or a summary, as Markdown, HTML, JSON, CSV or Anki cards",
    "import": "read a JSON export back",
    "delete": "put interviews into the trash, or delete everything",
    "undelete": "bring interviews back out of the trash",
    "bank": "list, show, check and extend the questions",
    "calibrate": "measure how well a grader agrees with people",
    "config": "show and change settings, keys and consent",
    "doctor": "say what works, what does not and why",
    "where": "say where every file is",
}


def help_text() -> str:
    """Return what `--help` prints."""
    lines = [
        "usage: interview-coach [COMMAND] [OPTIONS]",
        "",
        "Practise backend-developer interviews. Without a command it opens the program;",
        "without a terminal it runs the same interview line by line on stdin.",
        "",
        "commands:",
        *(f"  {name:<10} {text}" for name, text in COMMANDS.items()),
        "",
        "options:",
        "  --version  print the version",
        "  --help     print this; `interview-coach COMMAND --help` tells more of one command",
        "",
        "Exit codes: 0 done, 1 failed, 2 wrong usage. Practice only: not for real interviews.",
    ]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    if args[:1] in (["--version"], ["-V"]):
        sys.stdout.write(f"interview-coach {__version__}\n")
        return 0
    if args[:1] in (["--help"], ["-h"], ["help"]):
        sys.stdout.write(help_text() + "\n")
        return 0
    if not args or args[0].startswith("-"):
        args.insert(0, "practice")
    name, *rest = args
    if name not in COMMANDS:
        return _report(_unknown(name))
    try:
        return _run(name, rest)
    except CoachError as error:
        return _report(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader went away; point stdout elsewhere so that the interpreter's last flush is silent.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except PermissionError as error:
        what = f"{error.filename or 'A file'} may not be used: {error.strerror}."
        return _report(CoachError(what, "Check its permissions, and those of the folders above it."))
    except Exception as error:
        from interview_coach.services.crash import report_crash

        return _report(report_crash(error))


def _run(name: str, rest: Sequence[str]) -> int:
    import keyword

    from interview_coach.paths import find_paths
    from interview_coach.services.app import App

    # A command named like a word of Python has its module under that word with an underscore (PEP 8).
    file = f"{name}_" if keyword.iskeyword(name) else name
    module = importlib.import_module(f"interview_coach.commands.{file}")
    args = module.parser().parse_args(rest)
    app = App(find_paths())
    try:
        code: int = module.run(args, app)
        return code
    finally:
        app.close()


def _unknown(name: str) -> CoachError:
    from interview_coach.errors import UsageError
    from interview_coach.text.nearest import nearest

    close = nearest(name, COMMANDS, 1)
    hint = f"Did you mean {close[0]}?" if close else "See: interview-coach --help"
    return UsageError(f"There is no command {name!r}.", hint)


def _report(error: CoachError) -> int:
    sys.stderr.write(f"interview-coach: {error}\n")
    return error.exit_code


def run() -> None:
    """Entry point of the `interview-coach` command."""
    sys.exit(main())
