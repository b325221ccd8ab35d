"""The node's media transport: one UDP+TCP port, and one ICE-lite, DTLS-SRTP peer per phone behind it."""
