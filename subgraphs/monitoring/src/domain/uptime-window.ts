export enum UptimeWindow {
  H1 = 'H1',
  D1 = 'D1',
  D7 = 'D7',
  D30 = 'D30',
}

const HOUR = 3_600;

/** Length of each window in seconds. */
export const windowSeconds: Readonly<Record<UptimeWindow, number>> = {
  [UptimeWindow.H1]: HOUR,
  [UptimeWindow.D1]: 24 * HOUR,
  [UptimeWindow.D7]: 7 * 24 * HOUR,
  [UptimeWindow.D30]: 30 * 24 * HOUR,
};

/** Probes are kept a day longer than the longest window. */
export const PROBES_KEPT_DAYS = 31;
