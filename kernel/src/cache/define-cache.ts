import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventDefinition } from '../events/index.js';

/** Whose entries a family holds: the id of each is an organization's, or they belong to the platform and may be read by all. */
export type CacheOwner = 'organization' | 'platform';

/** What is read of the database and kept: plain JSON, the same whoever asks. Whether somebody may ask is decided before. */
export interface CacheFamily<Value = unknown> {
  /** The pattern of its keys, with at most one placeholder: `organizations:{id}:modules`. Names it in counters and logs, too. */
  readonly family: string;
  readonly of: CacheOwner;
  /** Milliseconds for which an entry may be shown, whatever becomes of the news that it is out of date. */
  readonly ttl: number;
  /** Lists that are known under several keys share a tag: what changes one of them makes all out of date. */
  readonly tag: string | null;
  readonly invalidatedBy: readonly InvalidationRule[];
  /** Values that have to be read anew each time; by default all are kept but null, which is the answer for what is not there. */
  keeps(value: Value): boolean;
  /** Reads many in one statement, in the order of their ids, each of which comes once. The EntityManager sees what the family's owner sees. */
  load(em: EntityManager, ids: readonly string[]): Promise<readonly (Value | null)[]>;
}

/** That an event makes entries out of date: those of `ids`, or all of the family's tag. */
export interface InvalidationRule {
  readonly events: readonly EventDefinition[];
  ids(payload: unknown): readonly string[];
}

const LONGEST_TTL = 3_600_000;

type FamilyInit<Value> = Pick<CacheFamily<Value>, 'family' | 'of' | 'ttl' | 'load' | 'invalidatedBy'> &
  Partial<Pick<CacheFamily<Value>, 'tag' | 'keeps'>>;

/**
 * Defines what a subgraph caches. Its rules name events of that very subgraph, since versions are positions of its log.
 *
 * ```ts
 * export const organizationModules = defineCache({
 *   family: 'organizations:{id}:modules', of: 'organization', ttl: 300_000,
 *   load: (em, ids) => …,
 *   invalidatedBy: [outdates([moduleAssigned, moduleUnassigned], ({ organizationId }) => [organizationId])],
 * });
 * ```
 */
export function defineCache<Value>(init: FamilyInit<Value>): CacheFamily<Value> {
  if (init.ttl > LONGEST_TTL) throw new Error(`The cache "${init.family}" keeps entries for longer than an hour`);
  return { tag: null, keeps: () => true, ...init };
}

/** A rule of invalidation; without `ids` all that the family's tag stands for. */
export function outdates<Payload>(
  events: readonly EventDefinition<Payload>[],
  ids: (payload: Payload) => readonly string[] = () => [''],
): InvalidationRule {
  return { events: events as readonly EventDefinition[], ids: ids as (payload: unknown) => readonly string[] };
}

/** Where an entry is kept, and what it hangs on. Both names begin with their owner, which Redis Cluster hashes by. */
export interface Place {
  readonly key: string;
  readonly tag: string | null;
}

const PLATFORM = 'platform';

export function placeOf({ family, of, tag }: CacheFamily, id: string): Place {
  const owner = `{${of === 'organization' ? encode(id) : PLATFORM}}`;
  return { key: `${owner}:${family.replace(/\{\w+\}/, encode(id))}`, tag: tag === null ? null : `${owner}:#${tag}` };
}

/** Without the characters that keys are made up with. */
const encode = (id: string): string => encodeURIComponent(id.toWellFormed());

/** What an event makes out of date. */
export interface Outdated {
  keys: string[];
  tags: string[];
}

export interface Happened {
  type: string;
  payload: unknown;
}

export function outdatedBy(families: readonly CacheFamily[], events: readonly Happened[]): Outdated {
  const places = events.flatMap(({ type, payload }) =>
    families.flatMap((family) =>
      family.invalidatedBy
        .filter((rule) => rule.events.some((event) => event.type === type))
        .flatMap((rule) => rule.ids(payload).map((id) => placeOf(family, id))),
    ),
  );
  return {
    keys: [...new Set(places.flatMap(({ key, tag }) => (tag === null ? key : [])))],
    tags: [...new Set(places.flatMap(({ tag }) => tag ?? []))],
  };
}
