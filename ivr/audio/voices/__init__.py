"""One module per voice, each behind the `Voice` protocol."""
