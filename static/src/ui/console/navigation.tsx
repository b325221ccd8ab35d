/** The way to the other pages of the console: a row on a wide screen, a menu on a phone. */

import { useSignal } from "@preact/signals";
import { t } from "../strings";
import type { ConsoleState } from "./console-state";
import { type Destination, fragmentOf } from "./destination";
import { w } from "./words";

interface Props {
  readonly state: ConsoleState;
  /** Of the campus, where it is known. */
  readonly name: string;
  readonly destinations: readonly Destination[];
  readonly current: Destination;
}

export function Navigation({ state, name, destinations, current }: Props) {
  const isOpen = useSignal(false);
  const close = () => {
    isOpen.value = false;
  };
  return (
    <header class="console-head">
      <div class="head-text">
        <h1>{name}</h1>
        <p>{t.console.title}</p>
      </div>
      <button
        type="button"
        class="menu-open"
        data-testid="menu-open"
        aria-expanded={isOpen.value}
        aria-controls="console-menu"
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {w.menu}
      </button>
      <nav id="console-menu" class="console-menu" data-open={isOpen.value} aria-label={w.menu}>
        {destinations.map((destination) => (
          <a
            key={destination}
            href={fragmentOf(destination)}
            data-testid={`go-${destination}`}
            aria-current={destination === current ? "page" : undefined}
            onClick={close}
          >
            {w.destinations[destination]}
          </a>
        ))}
        <button type="button" data-testid="sign-out" onClick={() => void state.signOut()}>
          {t.console.signOut}
        </button>
      </nav>
    </header>
  );
}
