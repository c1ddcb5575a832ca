"""The signed text of a certificate, its keys and its lists; no database, no network."""
