"""The sitting: selection, state machine, clarifications, follow-ups, what next."""
