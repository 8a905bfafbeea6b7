"""Open Zaak (ZGW): a case for each record, with who reported it, its first status and its properties."""
