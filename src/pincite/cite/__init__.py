"""Citations both ways: a pinpoint in and the passage out, a passage in and its citation out."""
