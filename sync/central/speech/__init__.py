"""The voice of the boards: calls as sound, made here, so that a television needs neither a voice nor the internet."""
