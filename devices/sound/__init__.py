"""The loudspeaker and the headset of the terminal: one sound at a time, stopped at once, and never a lie about it."""
