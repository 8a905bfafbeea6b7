"""Handing records on to the systems where the municipality works: once, complete, in order, and told when in doubt."""
