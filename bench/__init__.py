"""Measurements that are run by hand; none of it is needed to run the line."""
