"""The one form engine: which question comes next, and whether an answer will do. Pure."""
