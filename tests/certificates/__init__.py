"""Certificates from issue to hand-out."""
