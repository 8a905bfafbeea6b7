"""The ground floor of the wire: ids, sealing and messages, the same on both ends and without I/O."""
