"""A phone is gone when its control channel stays closed and its path silent, not when only one of them is."""

from responder.live.presence import GONE_AFTER_S, Presence

LONG = 2 * GONE_AFTER_S


def test_a_phone_that_never_opened_its_channel_nor_checked_its_path_is_gone_in_the_end() -> None:
    """Its page was closed while the offer was on its way."""
    presence = Presence(now=100.0)

    assert not presence.is_gone(checked_at=100.0, now=100.0 + GONE_AFTER_S - 0.1)
    assert presence.is_gone(checked_at=100.0, now=100.0 + GONE_AFTER_S)


def test_a_radio_gap_is_no_farewell() -> None:
    """Silence on the path alone: the channel's TCP connection waits for the network to come back."""
    presence = Presence(now=0.0)
    presence.channel_opened()

    assert not presence.is_gone(checked_at=0.0, now=LONG)


def test_a_cut_channel_is_no_farewell() -> None:
    """A proxy that starts again cuts the channel, while the video goes on."""
    presence = Presence(now=0.0)
    presence.channel_opened()
    presence.channel_closed(now=1.0)

    assert not presence.is_gone(checked_at=LONG - 1.0, now=LONG)


def test_both_must_have_been_silent_for_the_whole_time() -> None:
    """The later of the two counts."""
    presence = Presence(now=0.0)
    presence.channel_opened()
    presence.channel_closed(now=50.0)

    assert not presence.is_gone(checked_at=40.0, now=50.0 + GONE_AFTER_S - 0.1)
    assert presence.is_gone(checked_at=40.0, now=50.0 + GONE_AFTER_S)


def test_a_new_channel_counts_before_the_old_one_has_closed() -> None:
    """A phone that reconnects displaces its own half-dead channel."""
    presence = Presence(now=0.0)
    presence.channel_opened()
    presence.channel_opened()
    presence.channel_closed(now=1.0)

    assert not presence.is_gone(checked_at=0.0, now=LONG)
