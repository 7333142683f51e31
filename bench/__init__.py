"""Every figure the program promises, measured as a ratio or against a limit in one run."""
