/** Amounts as a person reads them. */

/** `640 kbps`, `3.2 Mbps`. */
export function rateText(bps: number): string {
  return bps < 1_000_000 ? `${Math.round(bps / 1_000)} kbps` : `${(bps / 1_000_000).toFixed(1)} Mbps`;
}

/** `0.4 MB`, `12 MB`, `1.2 GB`. */
export function megabytesText(bytes: number): string {
  const megabytes = bytes / 1_000_000;
  if (megabytes >= 1_000) return `${(megabytes / 1_000).toFixed(1)} GB`;
  return `${megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes)} MB`;
}

/** `0 %`, `0.3 %`, `12 %`. */
export function percentText(share: number): string {
  const percent = share * 100;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}
