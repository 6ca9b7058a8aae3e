"""The embedded store: a generation of the index as files, never changed once written."""
