"""Hashing: codes, tables, attention, memories of errors, nearest codes."""
