"""What files a draft is read from, and how large they may be."""

FILE_BYTES = 10_000_000
FILE_ENDINGS = (".docx", ".md", ".markdown", ".txt", ".text")
