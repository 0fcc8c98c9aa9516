"""What outlives a process: texts on their way, consents, the stop list and the daily counts, in a database."""
