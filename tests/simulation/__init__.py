"""Delivery over simulated links: the real cores, real RTP and RTCP bytes, virtual time, seeded chance."""
