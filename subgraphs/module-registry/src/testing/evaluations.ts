import { randomUUID } from 'node:crypto';
import type { Identity } from '@supergraph/kernel/auth';
import { type App, ASSIGN, anOrganization } from './organization-modules.js';

const EVALUATE = (fields: string) => `query ($representations: [_Any!]!, $keys: [ID!]) {
  _entities(representations: $representations) { ... on Organization { evaluateModules(keys: $keys) { ${fields} } } }
}`;
const ROLLOUT = 'mutation ($key: ID!, $input: RolloutInput!) { moduleRolloutSet(key: $key, input: $input) { userErrors { code } } }';
const FIELDS = 'module { key } enabled reason version etag evaluatedAt';

export interface Evaluation {
  module: { key: string };
  enabled: boolean;
  reason: string;
  version: string | null;
  etag: string;
  evaluatedAt: string;
}

interface Question {
  keys?: readonly string[] | null;
  /** Without it a member who may do nothing else. */
  as?: Identity;
  fields?: string;
}

const memberOf = (organizationId: string, ...scopes: string[]): Identity => ({
  kind: 'user',
  subject: randomUUID(),
  organizationId,
  scopes,
  sessionId: randomUUID(),
});

/** What tests ask about evaluations, and do to them. */
export function evaluationsOf(app: App, staff: Identity) {
  const askAll = (ids: readonly string[], { keys = null, as, fields = FIELDS }: Question = {}) =>
    app.as(as ?? memberOf(ids[0] ?? '')).execute(EVALUATE(fields), {
      representations: ids.map((id) => ({ __typename: 'Organization', id })),
      keys,
    });
  const evaluate = async (organizationId: string, question?: Question): Promise<Evaluation[]> =>
    (await askAll([organizationId], question)).data._entities[0].evaluateModules;
  return {
    askAll,
    evaluate,
    one: async (organizationId: string, key: string, as?: Identity): Promise<Evaluation> =>
      (await evaluate(organizationId, { keys: [key], ...(as ? { as } : {}) }))[0] as Evaluation,
    rollout: (key: string, input: object) => app.as(staff).execute(ROLLOUT, { key, input }),
    /** An organization with these modules. */
    async organization(...modules: [string, object?][]) {
      const one = anOrganization(app, (id) => memberOf(id, 'org:modules:write'));
      for (const [key, more] of modules) await one.run(ASSIGN, key, more);
      return one;
    },
  };
}
