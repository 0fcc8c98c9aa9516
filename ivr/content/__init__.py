"""What the line knows: topics, phrases, texts, services and the rules they keep; pure."""
