"""What the central lends to terminals, so that they can promise places and numbers without it, and what comes of it."""
