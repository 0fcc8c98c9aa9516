"""The telephone company's side: its requests read, its documents written, its signature checked."""
