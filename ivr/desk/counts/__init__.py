"""Statistics: what was counted on the line, as sentences, bars, tables and files."""
