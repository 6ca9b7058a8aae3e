"""PDF files: lines of print from drawing operations, and running text from lines of print."""
