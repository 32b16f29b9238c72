import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, print, visit } from 'graphql';
import type { Finding } from '../check/findings.js';
import type { World } from '../world/world.js';
import { type FuzzOptions, type FuzzReport, fuzz } from './fuzz.js';
import { SETTINGS } from './locks.js';

/** A leak that is planted where nothing but one lock keeps it closed. */
export interface Mutant {
  name: string;
  /** The oracle that must notice it. */
  oracle: Finding['oracle'] | 'any';
  /** The lock by itself, in which nothing may be found. */
  lock: Partial<FuzzOptions>;
  /** The same, broken. */
  broken: (supergraph: string) => Partial<FuzzOptions>;
}

const ALL_OPEN = { directives: true, filter: true, rows: true };

/** A table whose policies do not hold any more, while nothing else does. */
export function withoutRowSecurity(table: string, oracle: Mutant['oracle'] = 'any'): Mutant {
  return {
    name: `${table} without row-level security, everything else open`,
    oracle,
    lock: SETTINGS.rows ?? {},
    broken: () => ({ prepare: ({ rows }) => rows(`alter table ${table} disable row level security`) }),
  };
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'Query.organization without its @tenantScoped, behind which everything is open',
    oracle: 'leak',
    // Of nested lists this lock knows nothing: what is below an organization has it for the type, and the rows are the others' affair.
    lock: { openLocks: ALL_OPEN, only: ['Query.organization'] },
    broken: (supergraph) => ({ env: { SUPERGRAPH_PATH: supergraph } }),
  },
  withoutRowSecurity('tenant.organization_domain'),
  {
    name: 'MikroORM’s filter opened, everything else open',
    oracle: 'leak',
    lock: SETTINGS.filter ?? {},
    broken: () => ({ openLocks: ALL_OPEN }),
  },
  {
    name: 'a subgraph without its directives in front of subscriptions',
    oracle: 'stream',
    lock: { only: ['Subscription.memberChanged', 'Subscription.organizationModuleChanged'] },
    broken: () => ({ openLocks: { directives: true } }),
  },
  {
    name: 'every lock open in front of a change',
    oracle: 'state',
    lock: { only: ['Mutation.membershipUpdate', 'Mutation.organizationDomainRemove'] },
    broken: () => ({ ...SETTINGS.rows, openLocks: ALL_OPEN }),
  },
];

export interface MutantReport {
  name: string;
  /** What was found before it was broken, in as many operations as it took to find the leak. */
  before: FuzzReport;
  after: FuzzReport;
}

/** Runs until the leak is found, or for so many operations; and as many without the leak. */
export async function catchMutant(world: World, mutant: Mutant, options: FuzzOptions): Promise<MutantReport> {
  const folder = await mkdtemp(join(tmpdir(), 'innoerp-mutant-'));
  try {
    const supergraph = join(folder, 'supergraph.graphql');
    await writeFile(supergraph, withoutDirective(await readFile(supergraphPath(), 'utf8'), 'Query.organization', 'tenantScoped'));
    const closed = { ...options, ...mutant.lock };
    const broken = mutant.broken(supergraph);
    const after = await fuzz(world, { ...closed, ...broken, env: { ...closed.env, ...broken.env }, until: mutant.oracle });
    const before = await fuzz(world, { ...closed, operations: after.coverage.operations });
    return { name: mutant.name, before, after };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const supergraphPath = (): string =>
  process.env.SUPERGRAPH_PATH ?? fileURLToPath(new URL('../../../schema/supergraph.graphql', import.meta.url));

/** A schema in which one field has lost a directive. @throws where it had none. */
export function withoutDirective(sdl: string, coordinate: string, directive: string): string {
  const [typeName, fieldName] = coordinate.split('.');
  let removed = 0;
  const changed = visit(parse(sdl), {
    ObjectTypeDefinition: (type) => (type.name.value === typeName ? undefined : false),
    FieldDefinition: (field) => (field.name.value === fieldName ? undefined : false),
    Directive(node) {
      if (node.name.value !== directive) return undefined;
      removed += 1;
      return null;
    },
  });
  if (removed === 0) throw new Error(`${coordinate} has no @${directive}`);
  return print(changed);
}
