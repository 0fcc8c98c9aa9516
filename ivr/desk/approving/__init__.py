"""Approving: a second person answers for words and recordings, and whoever is heard has agreed to it."""
