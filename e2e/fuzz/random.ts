/** Chance that can be had again: the same seed draws the same. */
export interface Random {
  /** 0 ≤ n < 1. */
  next(): number;
  /** A whole number from 0 to `below`, without it. */
  below(below: number): number;
  chance(probability: number): boolean;
  /** @throws where there is nothing to choose from. */
  pick<Item>(items: readonly Item[]): Item;
  /** Each item with that probability, in the order given. */
  some<Item>(items: readonly Item[], probability: number): Item[];
  /** Lower-case letters and digits. */
  text(length: number): string;
  /** Lower-case hexadecimal digits. */
  hex(length: number): string;
}

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Chance from a seed of any parts. */
export function seeded(...parts: readonly (string | number)[]): Random {
  const next = sfc32(hashOf(parts.join('\0')));
  const below = (limit: number) => Math.floor(next() * limit);
  const text = (length: number, letters: string) => Array.from({ length }, () => letters[below(letters.length)]).join('');
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick(items) {
      if (items.length === 0) throw new Error('There is nothing to pick from');
      return items[below(items.length)] as (typeof items)[number];
    },
    some: (items, probability) => items.filter(() => next() < probability),
    text: (length) => text(length, LETTERS),
    hex: (length) => text(length, LETTERS.slice(0, 16)),
  };
}

/** FNV-1a, four times from four beginnings. */
function hashOf(text: string): [number, number, number, number] {
  const hash = (start: number) => {
    let value = start;
    for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) as number), 16_777_619);
    return value >>> 0;
  };
  return [hash(2_166_136_261), hash(3_266_489_917), hash(668_265_263), hash(374_761_393)];
}

/** Small fast counter (Chris Doty-Humphrey), warmed up. */
function sfc32([first, second, third, count]: [number, number, number, number]): () => number {
  let [a, b, c, d] = [first, second, third, count];
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}
