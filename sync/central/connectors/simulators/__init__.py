"""Small appointment systems of our own that behave like the real ones, for a municipality to try and for our tests."""
