"""What the county reads out of its stations' tables for whoever has to see how things stand."""
