import type { Operation } from '../generate/operation.js';
import { absentTwin } from '../marks.js';
import { seeded } from '../random.js';
import { openSite, type Site } from '../run/site.js';
import { NOBODY, type Principal } from '../world/principals.js';
import type { World } from '../world/world.js';
import { LOOK_UPS, type LookUp } from './look-ups.js';
import { type Comparison, compareSamples } from './statistics.js';

export interface Timing extends Comparison {
  lookUp: LookUp;
}

const WARM_UP = 30;

/** The request of a look-up for one value. */
export function requestOf({ door, document, variables, anonymous }: LookUp, owner: Principal, value: string): Operation {
  const nothing = { swaps: new Map(), kinds: new Set(), places: new Set() } as unknown as Pick<Operation, 'swaps' | 'kinds' | 'places'>;
  const principal = anonymous ? NOBODY : owner;
  return { seed: 'timing', door, principal, host: 'localhost', headers: {}, document, variables: variables(value), ...nothing };
}

/** B's values of a look-up and as many absent ones, of the same form. */
export function valuesOf({ theirs }: Pick<World, 'theirs'>, { kind }: LookUp): { foreign: readonly string[]; absent: readonly string[] } {
  return { foreign: theirs[kind], absent: theirs[kind].map(absentTwin) };
}

/** Measures every look-up with B's values and with absent ones, in an order of chance. */
export async function measureTimings(world: World, { adminUrl, samples }: { adminUrl: string; samples: number }): Promise<Timing[]> {
  const site = await openSite(world, { adminUrl });
  try {
    const timings: Timing[] = [];
    for (const lookUp of LOOK_UPS) timings.push({ lookUp, ...(await measure(site, world, { lookUp, samples })) });
    return timings;
  } finally {
    await site.stop();
  }
}

async function measure(site: Site, world: World, { lookUp, samples }: { lookUp: LookUp; samples: number }): Promise<Comparison> {
  const random = seeded('timing', lookUp.name);
  const [owner] = world.principals as [Principal];
  const values = valuesOf(world, lookUp);
  const times: Record<'foreign' | 'absent', number[]> = { foreign: [], absent: [] };
  for (let turn = 0; turn < WARM_UP + samples; turn += 1) {
    const order: ('foreign' | 'absent')[] = random.chance(0.5) ? ['foreign', 'absent'] : ['absent', 'foreign'];
    for (const whose of order) {
      const request = requestOf(lookUp, owner, values[whose][turn % values[whose].length] as string);
      const began = performance.now();
      await site.send(request);
      if (turn >= WARM_UP) times[whose].push(performance.now() - began);
    }
  }
  return compareSamples(times.foreign, times.absent);
}

/** A table for people. */
export function describeTimings(timings: readonly Timing[]): string {
  const line = ({ lookUp, medians: [foreign, absent], superiority, p, distance }: Timing) =>
    `${lookUp.name.padEnd(62)} ${foreign.toFixed(2).padStart(8)} ${absent.toFixed(2).padStart(8)} ${superiority.toFixed(3).padStart(8)} ${p.toFixed(3).padStart(7)} ${distance.toFixed(3).padStart(7)}`;
  const worst = timings
    .filter(({ lookUp }) => !lookUp.differs)
    .toSorted((a, b) => Math.abs(b.superiority - 0.5) - Math.abs(a.superiority - 0.5))[0];
  return [
    `${'look-up'.padEnd(62)} ${'B’s ms'.padStart(8)} ${'absent'.padStart(8)} ${'P(B>a)'.padStart(8)} ${'p'.padStart(7)} ${'KS'.padStart(7)}`,
    ...timings.map(line),
    ...timings.flatMap(({ lookUp }) => (lookUp.differs ? [`${lookUp.name}: ${lookUp.differs}`] : [])),
    worst ? `largest effect: ${worst.lookUp.name}, P = ${worst.superiority.toFixed(3)}` : '',
  ].join('\n');
}
