"""From a document's text to its blocks, and from the blocks to the passages that are cited.

extract ─ outline (blocks, where the format states none) ─ passages (locators, sentences)
"""
