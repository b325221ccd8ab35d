"""Taps, kept: which device a tap has come to, for as long as it may be tried again."""

from responder.access.device import Device
from responder.access.tap import LIFETIME_S, Tap, require_form, stands_for
from responder.store.connection import Store
from responder.store.records import device_key, tap_key
from responder.store.secret import Purpose, new_token
from responder.store.transaction import Transaction


class TapKey:
    """What a phone sends with every try of one tap; a program may send none, and then no try is another's.

    Of the key nothing is kept but an HMAC together with the link, and of the secret that it gives nothing
    but what is kept of any cookie.
    """

    def __init__(self, store: Store, key: str | None) -> None:
        """Raises InvalidRequest for a key that is none."""
        if key is not None:
            require_form(key)
        self._store = store
        self._key = key
        self._random_secret = new_token()

    def secret(self, device_id: str) -> str:
        """The cookie of the device that this tap makes: with a key the same at every try.

        Nobody works it out from the key, nor from what is kept: it takes the HMAC key as well.
        """
        if self._key is None:
            return self._random_secret
        return self._store.hmac(Purpose.TAPPED_DEVICE, f"{device_id}:{self._key}")

    async def device(self, transaction: Transaction, link_id: str) -> Device | None:
        """Whom a former try of this tap came to."""
        if self._key is None:
            return None
        tap = await transaction.get(tap_key(self._store, link_id, self._key), Tap)
        if tap is None:
            return None
        device = await transaction.get(device_key(self._store, tap.device_id), Device)
        if device is None or not stands_for(tap, device, link_id, self._store.now()):
            return None
        return device

    def keep(self, transaction: Transaction, device: Device) -> None:
        """For the next try, if there is one."""
        if self._key is None:
            return
        tap = Tap(device_id=device.device_id, at_s=self._store.now())
        transaction.put(tap_key(self._store, device.link_id, self._key), tap, lifetime_s=LIFETIME_S)
