"""Pincite's HTTP service and web pages."""
