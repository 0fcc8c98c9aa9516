"""The text line: what is answered to an inbound text, and nothing about how it came or goes."""
