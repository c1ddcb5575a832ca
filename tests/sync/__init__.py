"""The exchange between PCs and county: exactly once, in any order, and mended by itself."""
