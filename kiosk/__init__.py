"""The terminal's core, without a window and without hardware."""
