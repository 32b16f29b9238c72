import { createHash } from 'node:crypto';
import { PATIENCE } from '@supergraph/kernel/authorization';
import { DomainError } from '@supergraph/kernel/errors';
import type { RegistryContext } from '../context.js';
import { evaluate, type KnownOrganization, type Verdict } from '../domain/evaluation.js';
import { isUsable, ModuleStatus } from '../domain/module.entity.js';
import type { RegistryEntry } from '../domain/registry.js';
import type { Installed } from './read-installed.js';
import { readRegistry } from './read-registry.js';

/** Whether an organization can use a module, as it was at a time. */
export interface ModuleEvaluation extends Verdict {
  organizationId: string;
  moduleKey: string;
  /** The installed version, as semver. */
  version: string | null;
  /** Another one wherever the evaluation, or what it was made of, may have changed. */
  etag: string;
  evaluatedAt: Date;
}

const MOST_KEYS = 100;

/**
 * Evaluates modules for an organization: the given ones in the given order, or all that are in use or that it ever had, by key.
 * Keys that the request knows no module of are left out. One statement, beside the registry where that has changed.
 *
 * @throws BAD_USER_INPUT for more than 100 keys.
 */
export async function evaluateModules(
  ctx: RegistryContext,
  organizationId: string,
  keys: readonly string[] | null | undefined,
): Promise<ModuleEvaluation[]> {
  if (keys && keys.length > MOST_KEYS) throw tooMany();
  const [installed, known] = await Promise.all([ctx.loaders.installed.load(organizationId), readFacts(ctx, organizationId)]);
  const registry = installed?.registry ?? (await readRegistry(ctx.caches));
  const wanted = keys
    ? keys.flatMap((key) => registry.get(key) ?? [])
    : registry.all().filter(({ key, status }) => isUsable(status) || installed?.standings.has(key));
  const shown = wanted.filter(({ status }) => status !== ModuleStatus.DRAFT || ctx.actor.isPlatform);
  const now = new Date();
  return (keys ? shown : shown.toSorted((one, other) => (one.key < other.key ? -1 : 1))).map((entry) => ({
    ...judge(entry, { installed, known, registryRevision: registry.revision }, now),
    organizationId,
    moduleKey: entry.key,
    evaluatedAt: now,
  }));
}

interface Evidence {
  installed: Installed | null;
  known: KnownOrganization;
  registryRevision: bigint;
}

function judge({ key, removable }: RegistryEntry, { installed, known, registryRevision }: Evidence, now: Date) {
  const verdict = evaluate({ key, removable, standing: installed?.standings.get(key) }, known, now);
  const { status, entitledUntil, entitledModules } = known.facts ?? {};
  const evidence = [
    [installed?.organizationId, key, verdict],
    [String(installed?.revision), String(registryRevision)],
    [status, entitledUntil, entitledModules?.toSorted()],
  ];
  return {
    ...verdict,
    version: installed?.versions.get(key) ?? null,
    etag: createHash('sha256').update(JSON.stringify(evidence)).digest('base64url').slice(0, 22),
  };
}

/** The gate's own patience: what it would still decide on is told, as stale; past that it decides nothing. */
async function readFacts({ facts, log }: RegistryContext, organizationId: string): Promise<KnownOrganization> {
  const known = await facts.organization(organizationId).catch((error) => {
    log.warn({ error, organizationId }, 'what is known of an organization cannot be read');
    return undefined;
  });
  const lag = facts.lag();
  if (known === undefined || lag > PATIENCE.query) return { facts: null, trust: 'LOST' };
  return { facts: known, trust: lag > PATIENCE.mutation ? 'STALE' : 'CURRENT' };
}

const tooMany = () =>
  new DomainError({ code: 'BAD_USER_INPUT', kind: 'invalid', message: `"keys" has at most ${MOST_KEYS} keys`, field: ['keys'] });
