"""Ids that are short enough to type."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 8


def new_id() -> str:
    """Return 8 random letters and digits without look-alikes (about 40 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
