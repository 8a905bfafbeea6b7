"""The web pages: what hosts, clerks, managers, waiting visitors and phones see."""
