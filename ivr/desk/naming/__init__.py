"""Plain words for what the line is made of: names of prompts and items, where they are heard, where they come from."""
