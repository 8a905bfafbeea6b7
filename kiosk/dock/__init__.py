"""The dev dock: sets what the simulated devices of a demo do, from a drawer beside the window, a command or a test."""
