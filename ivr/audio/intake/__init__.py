"""The one way in for a person's recording: decode, check, convert; `take_in` is its function."""
