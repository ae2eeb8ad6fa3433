"""Cleaning of text that came from a person, a file or a model, at the moment it enters.

Kept: everything printable, tab and newline. Removed: other control characters (C0, DEL, C1), bidirectional
controls (Unicode Standard Annex 9) and lone surrogates. Line ends become LF, composition NFC.
"""

import re
import unicodedata

MAX_ANSWER_BYTES = 32 * 1024

_BIDI_AND_SURROGATES = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")
_UNWANTED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI_AND_SURROGATES}]")
_LEFT_AS_IT_IS = re.compile(f"[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{_BIDI_AND_SURROGATES}]*")
_CONTROL = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI_AND_SURROGATES}]")
_CSI = r"\[[0-9;:<=>?]*[ -/]*[@-~]"
_OSC = "\\][^\x07\x1b]*(?:\x07|\x1b\\\\)"
_ESCAPE_SEQUENCE = re.compile(rf"\x1b(?:{_CSI}|{_OSC}|[@-Z\\^_])")


def clean(text: str) -> str:
    """Return the text as it is stored: NFC, LF, without controls. Whole escape sequences go, not only ESC."""
    if _LEFT_AS_IT_IS.fullmatch(text):  # almost always
        return unicodedata.normalize("NFC", text)
    text = _LINE_ENDS.sub("\n", _ESCAPE_SEQUENCE.sub("", text))
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text))


def one_line(text: str) -> str:
    """Return the text on a single line without any control character, for titles and lists."""
    return " ".join(_CONTROL.sub(" ", text).split())


def fits(text: str) -> bool:
    """Return whether an answer is within the 32 KB that are kept."""
    return len(text.encode("utf-8", "replace")) <= MAX_ANSWER_BYTES


def without_controls(text: str) -> str:
    """Return a rendered line without any control character, for what goes to a terminal."""
    return _CONTROL.sub("", text)
