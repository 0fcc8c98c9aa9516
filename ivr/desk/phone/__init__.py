"""The desk by phone: what a staff call knows and asks for, and what becomes of what was recorded on it."""
