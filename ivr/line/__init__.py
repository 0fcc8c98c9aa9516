"""Runs the pure steps: asks the house, and turns every failure into a way on."""
