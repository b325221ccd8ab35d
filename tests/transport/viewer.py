"""A phone for tests: aiortc's own peer connection, receiving H.264."""

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpReceiver, RTCSessionDescription
from aiortc.mediastreams import MediaStreamTrack
from av import VideoFrame


class Viewer:
    """A receive-only peer connection with a number of video slots."""

    def __init__(self, slots: int = 1) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        capabilities = RTCRtpReceiver.getCapabilities("video")
        assert capabilities is not None
        h264 = [each for each in capabilities.codecs if each.mimeType in ("video/H264", "video/rtx")]
        for _ in range(slots):
            self.connection.addTransceiver("video", direction="recvonly").setCodecPreferences(h264)

    @property
    def tracks(self) -> list[MediaStreamTrack]:
        """The slots' tracks, in order."""
        return [receiver.track for receiver in self.connection.getReceivers()]

    async def offer(self) -> str:
        """Gather candidates and say what this phone wants."""
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return self.connection.localDescription.sdp

    async def accept(self, answer_sdp: str) -> None:
        """Connect as the answer says."""
        await self.connection.setRemoteDescription(RTCSessionDescription(sdp=answer_sdp, type="answer"))

    async def picture(self, slot_index: int = 0) -> VideoFrame:
        """The slot's next decoded picture."""
        picture = await self.tracks[slot_index].recv()
        assert isinstance(picture, VideoFrame)
        return picture

    async def close(self) -> None:
        """Leave."""
        await self.connection.close()
