"""Working days and deadlines; has rules only, no table."""
