"""The ledger itself: nothing lost, nothing forged, nothing half done."""
