"""Where the central keeps what it knows: SQLite out of the box, PostgreSQL by its address; nobody above knows which."""
