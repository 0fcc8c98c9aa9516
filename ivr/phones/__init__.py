"""Telephones for people without a provider's account: they follow the very documents that callers' phones follow."""
