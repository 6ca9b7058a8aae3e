"""Web pages: their main part, without what a page has around it."""
