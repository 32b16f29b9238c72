import { randomUUID } from 'node:crypto';
import type { Identity } from '@supergraph/kernel/auth';
import type { EventDefinition } from '@supergraph/kernel/events';
import type { RaisedInTest } from '@supergraph/kernel/testing';
import { operationChunkRequested } from '@supergraph/schema/events';
import type { App } from './organization-modules.js';

const OPERATION = `operation {
  id kind status total done failed skipped percent cancelable createdAt startedAt finishedAt input requestedBy { id }
}
plan { total change skip fail }
userErrors { __typename code field message }`;

const mutation = (name: string, input: string) => `mutation ($input: ${input}!) { ${name}(input: $input) { ${OPERATION} } }`;

export const BULK_ASSIGN = mutation('modulesBulkAssign', 'ModulesBulkAssignInput');
export const BULK_TEMPLATE = mutation('templateApplyBulk', 'TemplateApplyBulkInput');
export const APPLY_ROLLOUT = mutation('moduleRolloutApply', 'ModuleRolloutApplyInput');
export const CANCEL = `mutation ($id: ID!) { operationCancel(id: $id) { ${OPERATION} } }`;
export const READ = `query ($id: ID!, $status: [OperationItemStatus!], $after: String) { operation(id: $id) {
  id status total done failed skipped percent cancelable startedAt finishedAt
  items(first: 100, status: $status, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes {
    status skipReason finishedAt organization { id } problem { __typename code message field ... on ModuleDependencyError { missing { range module { key } } } }
    organizationModules { enabled source module { key } } application { template { code } appliedBy { id } } } } } }`;
export const LIST = `query ($filter: OperationFilter, $first: Int! = 20, $after: String) { operations(filter: $filter, first: $first, after: $after) {
  nodes { id kind status } pageInfo { hasNextPage endCursor } } }`;

// biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
type Loose = any;

export interface OperationsApp extends Omit<App, 'raised'> {
  raised(): Promise<RaisedInTest[]>;
  deliver<Payload>(event: EventDefinition<Payload>, payload: Payload): Promise<unknown>;
}

/** What operations announced of themselves. */
export const ofOperations = (raised: readonly { type: string }[]) =>
  raised.map(({ type }) => type).filter((type) => type.startsWith('operation.'));

/** What tests ask of operations. */
export function operationsOf(app: OperationsApp, staff: Identity) {
  const ask = async (query: string, input: object, as = staff): Promise<Loose> =>
    Object.values((await app.as(as).execute(query, { input: { idempotencyKey: randomUUID(), ...input } })).data)[0];
  /** Runs what was asked for, chunk by chunk, until nothing asks for more or `most` are done. */
  const drain = async (most = 1_000): Promise<RaisedInTest[]> => {
    const seen: RaisedInTest[] = [];
    const commands: RaisedInTest[] = [];
    for (let done = 0; done <= most; done += 1) {
      const fresh = await app.raised();
      seen.push(...fresh);
      commands.push(...fresh.filter(({ type }) => type === operationChunkRequested.type));
      const next = commands.shift();
      if (!next || done === most) break;
      await app.deliver(operationChunkRequested, next.payload);
    }
    return seen;
  };
  return {
    ask,
    drain,
    assign: (organizationIds: readonly string[], moduleKeys: readonly string[], more: object = {}, as = staff): Promise<Loose> =>
      ask(BULK_ASSIGN, { target: { organizationIds }, moduleKeys, ...more }, as),
    read: async (id: string, variables: object = {}, as = staff): Promise<Loose> =>
      (await app.as(as).execute(READ, { id, ...variables })).data.operation,
    cancel: async (id: string, as = staff): Promise<Loose> => (await app.as(as).execute(CANCEL, { id })).data.operationCancel,
  };
}

/** Organizations that the registry has heard of, and that have nothing yet. */
export async function someOrganizations(app: Pick<App, 'context'>, count: number, more: Record<string, string> = {}): Promise<string[]> {
  const { em } = app.context();
  const columns = Object.keys(more).map((column) => `, ${column}`);
  const values = Object.values(more).map((value) => `, '${value}'`);
  const rows = await em.execute<{ organization_id: string }[]>(
    `insert into "${em.config.get('schema')}".module_set (id, created_at, updated_at, organization_id ${columns.join('')})
     select gen_random_uuid(), now(), now(), gen_random_uuid() ${values.join('')} from generate_series(1, ?) returning organization_id`,
    [count],
  );
  return rows.map((row) => row.organization_id);
}
