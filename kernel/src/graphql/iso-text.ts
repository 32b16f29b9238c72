const DAY = 86_400_000;

/** Days whose text is kept: rows of a list are of few days, and those of a year of some hundreds. */
const MOST_DAYS = 4_096;

const days = new Map<number, string>();
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const threeDigits = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'));

/**
 * What `toISOString` says, for a third of its price: a list of 20 with one date each spends as much on it as on all its other fields.
 *
 * @throws RangeError for an invalid date, as `toISOString` does.
 */
export function isoText(date: Date): string {
  const time = date.getTime();
  const day = Math.floor(time / DAY);
  const inDay = (time - day * DAY) | 0;
  const hours = twoDigits[(inDay / 3_600_000) | 0];
  const minutes = twoDigits[((inDay / 60_000) | 0) % 60];
  const seconds = twoDigits[((inDay / 1_000) | 0) % 60];
  return `${days.get(day) ?? textOfDay(day, date)}${hours}:${minutes}:${seconds}.${threeDigits[inDay % 1_000]}Z`;
}

/** `2026-11-21T`; with a sign and six digits for years that four do not hold. */
function textOfDay(day: number, date: Date): string {
  const text = date.toISOString().slice(0, -'00:00:00.000Z'.length);
  if (days.size >= MOST_DAYS) days.clear();
  days.set(day, text);
  return text;
}
