"""Markdown: its blocks, and their words without its marks."""
