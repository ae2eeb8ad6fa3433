"""Graders: the protocol, the offline grader."""
