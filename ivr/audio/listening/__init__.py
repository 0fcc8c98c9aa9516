"""What does a machine hear? A recogniser in child processes, and its words compared with those that were said."""
