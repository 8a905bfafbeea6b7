"""The central's HTTP interface for terminals: thin handlers over the rooms, every error a Problem (RFC 9457)."""
