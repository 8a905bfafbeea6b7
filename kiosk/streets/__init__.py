"""The streets of the town: read from a BAG extract as CSV, completed while a visitor types."""
