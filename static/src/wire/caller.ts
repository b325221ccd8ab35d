/** As whom a browser asks that could be several: it may hold a link, and somebody may be signed in. */

/** As the account that watches this incident. */
export const inIncident = (incidentId: string): string => `?incident=${encodeURIComponent(incidentId)}`;
