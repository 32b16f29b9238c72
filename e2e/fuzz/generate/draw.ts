import { absentTwin, newMark, tellingParts } from '../marks.js';
import type { Random } from '../random.js';
import type { Principal } from '../world/principals.js';
import type { Kind, Values } from '../world/values.js';
import { type Commons, type Meaning, meaningOf } from './meaning.js';
import type { Operation } from './operation.js';

/** Values that can be named in an operation. */
export interface Pools {
  ours: Values;
  theirs: Values;
  commons: Commons;
}

/** How likely a value is A's own, B's, nobody's; the rest are malformed. */
export interface Tendency {
  own: number;
  foreign: number;
  absent: number;
}

/** Kinds of operations: to see one's own, to reach for another's, to mix. */
export const TENDENCIES: readonly Tendency[] = [
  { own: 1, foreign: 0, absent: 0 },
  { own: 0.9, foreign: 0.1, absent: 0 },
  { own: 0.55, foreign: 0.35, absent: 0.05 },
  { own: 0.1, foreign: 0.85, absent: 0.03 },
  { own: 0, foreign: 1, absent: 0 },
];

/** Where an operation names the organization that it is for. */
const DOORS = /^Query\.organization\.|\.organizationId$|^OperationTargetInput\.organizationIds$|^Organization\w+Input\.id$|^header: host$/;

const MALFORMED = [
  '',
  ' ',
  '0',
  'null',
  'not-an-id',
  '%',
  "' or 1=1 --",
  '{}',
  '\u0000',
  '💥',
  '00000000-0000-0000-0000-000000000000',
  'x'.repeat(300),
];

/** Other ways to write the same: what a sloppy comparison would take for it. */
const SPELLINGS: readonly ((value: string) => string)[] = [
  (value) => value.toUpperCase(),
  (value) => ` ${value} `,
  (value) => `{${value}}`,
  (value) => value.replaceAll('-', ''),
  (value) => `${value}\u200b`,
];

/** Draws values for the arguments of one operation, and remembers which of them are B's. */
export class Drawer {
  /** B's values that were drawn, each with its absent twin. */
  readonly swaps = new Map<string, string>();
  /** What they name. */
  readonly kinds = new Set<Kind>();
  /** Where they stand. */
  readonly places = new Set<string>();
  /** What is nobody's and must be another one in a twin, since the first of two would have it. */
  readonly #companions = new Map<string, string>();
  readonly #random: Random;
  readonly #pools: Pools;
  readonly #tendency: Tendency;
  readonly #principal: Principal;

  constructor(random: Random, pools: Pools, { tendency, principal }: { tendency: Tendency; principal: Principal }) {
    this.#random = random;
    this.#pools = pools;
    this.#tendency = tendency;
    this.#principal = principal;
  }

  /** What was drawn of B's, as an operation says it. */
  drawn(): Pick<Operation, 'swaps' | 'kinds' | 'places'> {
    const { swaps, kinds, places } = this;
    return { swaps: swaps.size > 0 ? new Map([...swaps, ...this.#companions]) : swaps, kinds, places };
  }

  /** A text for an argument, or for a field of an input. */
  text(coordinate: string, type: string): string {
    const { once, ...meaning } = meaningOf(coordinate, type);
    if (once && this.#random.chance(0.7)) return this.#once(once);
    const drawn = this.#draw(coordinate, meaning);
    // Nobody's, odd as it may be, is the first one's as well.
    return once && !this.#isSomebodys(drawn) ? this.#once((mark) => drawn + mark) : drawn;
  }

  #draw(coordinate: string, { kinds = [], commons = [], texts = [] }: Omit<Meaning, 'once'>): string {
    const random = this.#random;
    if (random.chance(0.02)) return random.pick(MALFORMED);
    const free = [...commons.flatMap((kind) => this.#pools.commons[kind]), ...texts];
    if (kinds.length === 0 || (free.length > 0 && random.chance(0.4))) return random.pick(free);
    return this.named(random.pick(kinds), coordinate);
  }

  #isSomebodys(value: string): boolean {
    return this.swaps.has(value) || Object.values(this.#pools.ours).some((values) => values.includes(value));
  }

  /** A value of a kind: whose, chance decides. */
  named(kind: Kind, coordinate: string): string {
    const { own, foreign, absent } = this.#tendency;
    const random = this.#random;
    // Somebody else's organization is refused at the door; most operations are to come further.
    if (DOORS.test(coordinate) && random.chance(0.6)) return this.#own(kind);
    const whose = random.next();
    if (whose < own) return this.#own(kind);
    const theirs = this.#foreign(kind);
    if (theirs === null) return this.#own(kind);
    if (whose < own + foreign) {
      this.kinds.add(kind);
      this.places.add(coordinate);
      return this.#spell(theirs);
    }
    return whose < own + foreign + absent ? absentTwin(theirs) : random.pick(MALFORMED);
  }

  #once(write: (mark: string) => string): string {
    const value = write(newMark('a', this.#random));
    this.#companions.set(value, absentTwin(value));
    return value;
  }

  #own(kind: Kind): string {
    const values = this.#pools.ours[kind];
    return values.length > 0 ? this.#random.pick(values) : this.#random.pick(MALFORMED);
  }

  /** What the asker knows as their own is not foreign to them. */
  #foreign(kind: Kind): string | null {
    const values = this.#pools.theirs[kind].filter(
      (value) => kind === 'organization' || !tellingParts(value).some((part) => this.#principal.own.has(part)),
    );
    return values.length > 0 ? this.#random.pick(values) : null;
  }

  #spell(value: string): string {
    const spell = this.#random.chance(0.06) ? this.#random.pick(SPELLINGS) : (plain: string) => plain;
    this.swaps.set(spell(value), spell(absentTwin(value)));
    return spell(value);
  }
}
