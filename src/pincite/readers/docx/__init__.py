"""Word files: paragraphs as Word shows them, with the numbers that it counts."""
