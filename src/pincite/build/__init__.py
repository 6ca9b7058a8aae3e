"""From the corpus folder to a new generation of the index.

folder ─ read, structure ─▶ catalogue ─ context ─▶ vectors, lexical index ─ publish ─▶ CURRENT
"""
