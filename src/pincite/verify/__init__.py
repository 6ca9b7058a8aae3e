"""Verification: a draft in, a verdict on each quotation, pinpoint and figure out.

    draft ─ quotations, citations, sentences ─ match against Sources ─ items with a status each

`exact` and `normalized` are only ever given where a slice of the source proves them; likeness
serves "did you mean" and is never a pass.
"""
