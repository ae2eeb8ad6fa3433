"""Cleaning, sentences, stems and quotes."""
