"""The demo: a whole town on one machine, for people who want to see it before they read about it."""
