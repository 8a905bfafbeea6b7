"""The voice of the terminal: what is said can be stopped at once, and a missing sound device is told."""
