"""From a question to an answer.

question ─ terms, vector ─▶ candidates ─▶ features ─ weights ─▶ ranking, evidence, verdict
"""
