import type { Identity } from '@supergraph/kernel/auth';
import { createLogger } from '@supergraph/kernel/logger';
import type { OrganizationFacts } from '@supergraph/kernel/tenancy';
import { type GraphQLFormattedError, parse } from 'graphql';
import { type EnforceDirectivesOptions, enforceDirectives } from '../directives/enforce-directives.js';
import { execute } from '../execution/execute.js';
import type { Operation } from '../operation.js';
import { aMember, anOrganization, type GuardedGraph } from './guarded-graph.js';

export interface Given extends Partial<Omit<EnforceDirectivesOptions, 'facts'>> {
  identity?: Identity;
  organization?: OrganizationFacts | null;
  variables?: Record<string, unknown>;
  lag?: number;
  /** Executes what is left, unless a test wants to see it. */
  next?: typeof execute;
}

export interface GuardedAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
  data: any;
  /** Code and path of each error. */
  errors: string[];
  details: GraphQLFormattedError[];
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
  extensions: any;
}

/** An organization in service with the modules of the guarded graph. */
export const everything = anOrganization('acme', 'crm', 'stock');

/** Asks the guarded graph as a member of `acme`, unless the test says otherwise. */
export function askGuarded(graph: () => GuardedGraph) {
  return async (query: string, given: Given = {}): Promise<GuardedAnswer> => {
    const {
      identity = aMember(),
      organization = identity.organizationId ? everything : null,
      variables = {},
      lag = 0,
      next = execute,
      ...options
    } = given;
    const log = createLogger({ service: 'gateway', level: 'silent' });
    const stage = enforceDirectives({ facts: { lag: () => lag }, mode: 'filter', report: 'errors', log, ...options });
    const document = parse(query);
    const request = { id: 'r-1', startedAt: performance.now(), signal: new AbortController().signal, organization };
    const operation = { document, original: document, variables, identity, request, supergraph: graph().supergraph };
    const { data, errors = [], extensions = {} } = JSON.parse(JSON.stringify(await stage(operation as unknown as Operation, next)));
    return {
      data,
      errors: errors.map(({ path, extensions: { code } }: { path: string[]; extensions: { code: string } }) => `${code} ${path.join('.')}`),
      details: errors,
      extensions,
    };
  };
}
