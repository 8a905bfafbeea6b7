"""The Objects API: found and lost items as objects of the municipality's own type."""
