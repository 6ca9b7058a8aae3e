"""Pincite: cited, verbatim passages in answer to questions."""
