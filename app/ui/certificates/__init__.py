"""The register of certificates, one certificate, and verifying."""
