"""Rules that a bank keeps: what a question must have before people are asked it."""
