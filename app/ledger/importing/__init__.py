"""How a roster comes in: read apart from us, understood, judged, shown before anything is written."""
