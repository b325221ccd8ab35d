/** Small things kept on this device; where the browser keeps nothing, the page works and forgets. */

/** `tab` lasts over a reload, `device` over closing the browser. */
export type Lifetime = "tab" | "device";

/** A locked-down browser refuses even to name its storage. */
function attempt<Answer>(lifetime: Lifetime, use: (storage: Storage) => Answer): Answer | null {
  try {
    return use(lifetime === "tab" ? window.sessionStorage : window.localStorage);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

export const kept = (lifetime: Lifetime, key: string): string | null =>
  attempt(lifetime, (storage) => storage.getItem(key));

export const keep = (lifetime: Lifetime, key: string, value: string): void => {
  attempt(lifetime, (storage) => storage.setItem(key, value));
};

export const drop = (lifetime: Lifetime, key: string): void => {
  attempt(lifetime, (storage) => storage.removeItem(key));
};
