"""From words to sound: voices, the telephone chain, and the cache of what was rendered."""
