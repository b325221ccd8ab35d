"""What to send next: pure decisions about pictures, packets and the link of one phone."""
