"""The staff call: a second pure step, by which staff record prompts and switch notices on from any telephone."""
