import type { Committed, Effect, History, Published, Violation } from './history.js';

/** I1: what was acknowledged is there, and each committed change reached every consumer with exactly one effect. */
export function everyEventOnce({ writes, committed, effects, sinks }: History): Violation[] {
  const there = idsOf(committed);
  const lost = writes.filter(({ id, outcome }) => outcome === 'acknowledged' && !there.has(id));
  return [
    ...lost.map(({ id, key }) => violation('I1', `the write ${id} of ${key} was acknowledged and is not there`)),
    ...sinks.flatMap((sink) => missesAndDoubles(sink, committed, effects)),
  ];
}

function missesAndDoubles(sink: string, committed: readonly Committed[], effects: readonly Effect[]): Violation[] {
  const times = new Map<string, number>();
  for (const effect of effects) if (effect.sink === sink) times.set(effect.id, (times.get(effect.id) ?? 0) + 1);
  const missing = committed.filter(({ id }) => !times.has(id)).map(({ id, key }) => violation('I1', `${sink} never saw ${id} of ${key}`));
  const doubled = [...times].filter(([, count]) => count > 1).map(([id, count]) => violation('I1', `${sink} did ${id} ${count} times`));
  return [...missing, ...doubled];
}

/** I2: the first time that each event appears, in a topic and in a consumer's effects, is after all earlier ones of its aggregate. */
export function orderPerKey({ published, effects, sinks }: History): Violation[] {
  return [
    ...inversions('the topic', inTopicOrder(published)),
    ...sinks.flatMap((sink) =>
      inversions(
        sink,
        effects.filter((effect) => effect.sink === sink),
      ),
    ),
  ];
}

const inTopicOrder = (published: readonly Published[]) =>
  published.toSorted((one, other) => one.partition - other.partition || one.offset - other.offset);

function inversions(where: string, events: readonly { key: string; eventId: string; sequence: number }[]): Violation[] {
  const seen = new Set<string>();
  const last = new Map<string, number>();
  const found: Violation[] = [];
  for (const { key, eventId, sequence } of events) {
    if (seen.has(eventId)) continue;
    seen.add(eventId);
    const before = last.get(key) ?? 0;
    if (sequence !== before + 1) found.push(violation('I2', `${where} has event ${sequence} of ${key} after event ${before}`));
    last.set(key, Math.max(sequence, before));
  }
  return found;
}

/** I3: nothing tells of a change that was rolled back. */
export function noPhantom({ committed, published, effects }: History): Violation[] {
  const there = idsOf(committed);
  const phantoms = [
    ...published.map((event) => ({ ...event, where: 'the topic' })),
    ...effects.map((event) => ({ ...event, where: event.sink })),
  ];
  return phantoms
    .filter(({ id }) => !there.has(id))
    .map(({ id, key, where }) => violation('I3', `${where} tells of ${id} of ${key}, which is not there`));
}

/** I4: after everything has come to rest, what readers get is what is stored. */
export const noStaleValue = ({ cached }: History): Violation[] =>
  cached
    .filter(({ cached, stored }) => JSON.stringify(cached) !== JSON.stringify(stored))
    .map(({ key, cached, stored }) =>
      violation('I4', `${key} is ${JSON.stringify(cached)} for readers and ${JSON.stringify(stored)} in truth`),
    );

const idsOf = (committed: readonly Committed[]) => new Set(committed.map(({ id }) => id));

export const violation = (invariant: Violation['invariant'], what: string): Violation => ({ invariant, what });
