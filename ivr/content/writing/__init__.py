"""Changing one item of a content folder, and no byte besides."""
