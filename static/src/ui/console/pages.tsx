/** The pages behind the first one, each in a file of its own that loads when it is opened. */

import type { ComponentType } from "preact";
import type { Destination } from "./destination";
import { Later } from "./later";
import type { PageProps } from "./page-props";

const LOAD: Record<Exclude<Destination, "share">, () => Promise<ComponentType<PageProps>>> = {
  watch: async () => (await import("./watching/watching-page")).WatchingPage,
  cameras: async () => (await import("./placing/cameras-page")).CamerasPage,
  preflight: async () => (await import("./preflight/preflight-page")).PreflightPage,
  map: async () => (await import("./map/map-page")).MapPage,
  record: async () => (await import("./record/record-page")).RecordPage,
  agreements: async () => (await import("./agreements/agreements-page")).AgreementsPage,
  accounts: async () => (await import("./accounts/accounts-page")).AccountsPage,
  self: async () => (await import("./accounts/own-page")).OwnPage,
};

export const Page = ({ at, page }: { readonly at: Exclude<Destination, "share">; readonly page: PageProps }) => (
  <Later key={at} load={LOAD[at]} page={page} />
);
