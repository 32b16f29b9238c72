/** Whether a version comes after another one: decimal digits of any length, so that 64 bits are exact. */
export const isNewer = (version: string, than: string | undefined): boolean =>
  than === undefined || version.length > than.length || (version.length === than.length && version > than);

/** @throws RangeError for a version that cannot be compared. */
export function checkVersion(version: string): void {
  if (!/^(0|[1-9]\d{0,38})$/.test(version)) throw new RangeError(`"${version}" is not a version: decimal digits, without leading zeros`);
}
