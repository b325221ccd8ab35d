/** Keeps the screen on while pictures are watched, where the browser can. */

/** Holds the lock until the answer is called; takes it again whenever the page comes back. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  const take = () => {
    if (document.hidden || !("wakeLock" in navigator)) return;
    navigator.wakeLock.request("screen").then(
      (taken) => {
        lock = taken;
      },
      (error: unknown) => {
        // Refused on a low battery: the officer's screen goes dark by its own setting.
        if (!(error instanceof DOMException)) throw error;
      },
    );
  };
  take();
  document.addEventListener("visibilitychange", take);
  return () => {
    document.removeEventListener("visibilitychange", take);
    void lock?.release();
  };
}
