"""The corpus folder: its files, their bibliographic records, the glossary."""
