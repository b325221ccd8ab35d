"""A campus in the formats that other tools read."""
