"""Measuring the search against questions with known answers: pure functions over values."""
