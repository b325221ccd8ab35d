"""Probes and what they show."""

from operator import attrgetter

import pytest
from msgspec import structs

from responder.delivery.bandwidth.feedback import Arrival
from responder.delivery.bandwidth.probe import Probe, ProbeResult
from tests.delivery.bandwidth.packets import arrival, through

PACKET_BYTES = 500


def sent(probe: Probe, begin_s: float = 0.0) -> list[float]:
    """Sends a probe as it asks, each 5 ms; when each packet left."""
    times: list[float] = []
    for step in range(100):
        now = begin_s + step * 0.005
        due = probe.bytes_due(now)
        if due == 0:
            break
        count = -(-due // PACKET_BYTES)
        probe.on_sent(count, count * PACKET_BYTES)
        times += [now] * count
    assert probe.over(begin_s + 0.1)
    return times


def arrivals_of(probe: Probe, link_bps: float) -> list[Arrival]:
    """Its packets, through a link."""
    packets = through(link_bps, sent(probe), PACKET_BYTES)
    return [structs.replace(packet, probe_id=probe.probe_id) for packet in packets]


def result_of(target_bps: float, link_bps: float) -> ProbeResult:
    """What a probe of a link shows."""
    probe = Probe(1, target_bps, 0.0)
    result = probe.add(arrivals_of(probe, link_bps))
    assert result is not None
    return result


def test_a_probe_leaves_in_steps_over_20_ms() -> None:
    """Four steps, none of them empty, of the size that the target gives."""
    times = sent(Probe(1, 4_000_000, 0.0))

    assert sorted(set(times)) == [0.0, 0.005, 0.01, 0.015]
    assert len(times) * PACKET_BYTES == pytest.approx(4_000_000 * 0.02 / 8, rel=0.05)


def test_a_link_that_carries_it_shows_the_target() -> None:
    """And may carry more."""
    result = result_of(4_000_000, 50_000_000)

    assert result.bps == pytest.approx(4_000_000, rel=0.1)
    assert not result.saturated


@pytest.mark.parametrize("link_bps", [300_000, 1_000_000, 2_500_000])
def test_a_link_that_does_not_shows_its_rate(link_bps: float) -> None:
    """A little less, so that what stands in its queue can drain."""
    result = result_of(6_000_000, link_bps)

    assert result.saturated
    assert 0.8 * link_bps <= result.bps <= link_bps


def test_media_that_leaves_meanwhile_belongs_to_it() -> None:
    """The rate of everything counts."""
    probe = Probe(1, 1_000_000, 0.0)
    probe.on_sent(20, 10_000)
    media = [arrival(0.001 * place, 1000.04 + 0.001 * place, 500, probe_id=1) for place in range(20)]
    packets = sorted(media + arrivals_of(probe, 100_000_000), key=attrgetter("sent_at_s"))

    result = probe.add(packets)

    assert result is not None
    assert result.bps > 2_000_000


def test_lost_packets_leave_it_without_a_result() -> None:
    """Less than 80 % of it tells nothing; when the rest comes, it does."""
    probe = Probe(1, 4_000_000, 0.0)
    arrivals = arrivals_of(probe, 10_000_000)

    assert probe.add(arrivals[: len(arrivals) // 2]) is None
    assert probe.add(arrivals[len(arrivals) // 2 :]) is not None


def test_packets_of_other_probes_are_not_counted() -> None:
    """Nor those of none."""
    probe = Probe(2, 4_000_000, 0.0)
    others = [structs.replace(packet, probe_id=1) for packet in arrivals_of(probe, 10_000_000)]

    assert probe.add(others) is None


@pytest.mark.parametrize("apart_s", [0.0, 0.0001])
def test_a_bunch_from_a_radio_shows_no_more_than_was_sent(apart_s: float) -> None:
    """All at once after a gap: that fast is the radio's scheduler, but so much it does carry."""
    probe = Probe(1, 4_000_000, 0.0)
    bunch = [
        arrival(packet.sent_at_s, 7 + apart_s * place, packet.size_bytes, probe_id=1)
        for place, packet in enumerate(arrivals_of(probe, 10_000_000))
    ]

    result = probe.add(bunch)

    assert result is not None
    assert result.bps == pytest.approx(4_000_000, rel=0.4)
    assert not result.saturated


def test_a_slow_probe_still_has_packets_enough() -> None:
    """On a link of 60 kbps the next step up cannot be measured with one packet."""
    assert len(sent(Probe(1, 90_000, 0.0))) >= 5


def test_a_probe_never_plans_more_than_a_short_queue() -> None:
    """400 kbps that carry no more than that: 60 ms of three halves of it."""
    times = sent(Probe(1, 600_000, 0.0))

    assert len(times) * PACKET_BYTES <= 600_000 * 0.06 / 8 + PACKET_BYTES * len(set(times))


def test_a_probe_that_nobody_sends_ends() -> None:
    """The owner had nothing to send with."""
    probe = Probe(1, 1_000_000, 0.0)

    assert not probe.over(0.01)
    assert probe.over(0.4)
    assert probe.bytes_due(0.4) == 0
