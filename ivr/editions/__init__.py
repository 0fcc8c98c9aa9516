"""What callers hear: content and sounds frozen into numbered folders on a shelf; calls read nothing else."""
