"""`interview-coach config`: settings and where each came from; keys and consent."""

import argparse
import sys
import warnings

from interview_coach.commands.common import add_json, command_parser, write_json, write_lines
from interview_coach.errors import CoachError, UsageError
from interview_coach.services.app import App
from interview_coach.services.endpoint import configured_endpoint
from interview_coach.services.setting_up import (
    agree_to,
    agreements,
    caps_sentence,
    change_setting,
    cost_sentence,
    forget_key,
    keep_key,
    kept_keys,
    key_name,
    setting_lines,
    take_back,
    what_is_missing,
)

MASK = "********"
LONGEST_LINE = 8192


def parser() -> argparse.ArgumentParser:
    """Return the parser of this command."""
    parser = command_parser("config", "Show the settings and where each came from, or change one.")
    add_json(parser, "the settings")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    change = actions.add_parser("set", help="set a value in config.toml")
    change.add_argument("key", metavar="KEY", help="the name of the setting")
    change.add_argument("value", metavar="VALUE", help="its value; see .env.example for each")
    key = actions.add_parser("key", help="keep the key of a provider; it is read from stdin and not shown")
    key.add_argument("provider", metavar="PROVIDER", help="a provider such as openai, or a host")
    key.add_argument("--remove", action="store_true", help="forget the key instead")
    agree = actions.add_parser("agree", help="allow answers to be sent to the host that is set up")
    agree.add_argument("host", metavar="HOST", help="the host, in full")
    withdraw = actions.add_parser("withdraw", help="take that back")
    withdraw.add_argument("host", metavar="HOST", help="the host, in full")
    return parser


def run(args: argparse.Namespace, app: App) -> int:
    """Show or change settings."""
    if args.action == "set":
        _set(app, args.key, args.value)
    elif args.action == "key":
        _key(app, args.provider, remove=args.remove)
    elif args.action == "agree":
        agree_to(app, args.host)
        _say_where(app)
    elif args.action == "withdraw":
        if not take_back(app, args.host):
            raise UsageError(f"There was no agreement for {args.host!r}.", "See: interview-coach config")
        write_lines(f"Nothing is sent to {args.host} any more.")
    elif args.json:
        write_json(
            {
                "settings": {
                    line.name: {"value": line.value, "from": line.origin} for line in setting_lines(app)
                },
                "keys": {name: {"value": MASK, "from": where} for name, where in kept_keys(app).items()},
                "agreed": agreements(app),
            }
        )
    else:
        lines = setting_lines(app)
        width = max(len(line.name) for line in lines)
        write_lines(*(f"{line.name:<{width}}  {line.shown or '(empty)'}  [{line.origin}]" for line in lines))
        write_lines(*(f"key of {name}: {MASK}  [{where}]" for name, where in kept_keys(app).items()))
        write_lines(*(f"agreed to send to {host}  [{at}]" for host, at in agreements(app).items()))
    return 0


def _set(app: App, name: str, text: str) -> None:
    line = change_setting(app, name, text)
    write_lines(f"{line.name} = {line.shown or '(empty)'}")
    if line.origin != str(app.paths.config_file):
        write_lines(f"It was written, but {line.origin} sets it too, and that one counts.")
    if name in ("grader", "provider", "base_url", "model") and app.settings.grader == "llm":
        _say_where(app)


def _say_where(app: App) -> None:
    """Say where answers go, what that costs, and what is missing before they do."""
    try:
        endpoint = configured_endpoint(app)
        missing = what_is_missing(app)
    except CoachError as error:  # what was asked for is done; this is what comes next
        write_lines(f"Not used yet. {error}")
        return
    if endpoint is not None:
        write_lines(
            f"Questions and answers go to {endpoint.host} (model {endpoint.model}).",
            f"{cost_sentence(app, endpoint)} {caps_sentence(app)}",
        )
    if missing:
        write_lines(f"Not used yet. {missing}")


def _key(app: App, provider: str, *, remove: bool) -> None:
    name = key_name(provider)
    if remove:
        if not forget_key(app, name):
            raise UsageError(f"There was no key of {name}.", "See: interview-coach config")
        write_lines(f"The key of {name} was forgotten.")
        return
    where = keep_key(app, name, _read_key())
    write_lines(f"The key of {name} is kept in {where}.")


def _read_key() -> str:
    """Return a line of stdin, typed without showing it; never an argument, which others can see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(LONGEST_LINE).strip()
    import getpass

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass("Key (not shown): ")
    except getpass.GetPassWarning:
        raise CoachError(
            "This terminal cannot hide what is typed.", "Pipe the key in from a file or a password manager."
        ) from None
    except EOFError:
        raise UsageError("No key was given.", "Paste the key and press enter.") from None
