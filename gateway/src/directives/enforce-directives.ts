import { Actor, type Identity } from '@supergraph/kernel/auth';
import { publicFacts } from '@supergraph/kernel/errors';
import type { Logger } from '@supergraph/kernel/logger';
import type { Facts } from '@supergraph/kernel/tenancy';
import { type DocumentNode, GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Operation, OperationResult } from '../operation.js';
import type { Stage } from '../stage.js';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.js';
import type { GatewayMetrics } from '../telemetry/gateway-metrics.js';
import { type CompiledOperation, compileOperation } from './compile-operation.js';
import { filterDocument } from './filter-document.js';
import { createGuards, type Guards } from './guards.js';
import { judge, type Refusals, type RemovedPlace, removedPlaces } from './judge.js';

export interface EnforceDirectivesOptions {
  facts: Pick<Facts, 'lag'>;
  /** `filter` serves what is left; `reject` serves nothing where a part is refused; `dry-run` serves all and only tells. */
  mode: 'filter' | 'reject' | 'dry-run';
  /** Where an answer tells what was removed: among its errors, in `extensions.authorizationErrors`, or not at all. */
  report: 'errors' | 'extensions' | 'disabled';
  log: Logger;
  /** Counts each check that was judged. */
  metrics?: Pick<GatewayMetrics, 'directives'>;
}

interface Compiled {
  operation: CompiledOperation;
  /** What is left of the document, by the checks that failed: as many as there are kinds of callers, not as there are callers. */
  filtered: LRUCache<string, DocumentNode>;
}

const MOST_CLASSES = 50;

/**
 * Judges the directives of the schema before anything is planned: what may not be served is removed from the document, the rest is
 * planned and executed, and the result has the shape of the original with null in its place and one error for each removed path.
 * The semantics are Apollo Router's (docs: "Authorization directives"), with response keys in paths. A document is compiled once
 * per schema; a request then pays a look-up for each distinct condition.
 */
export function enforceDirectives(options: EnforceDirectivesOptions): Stage<Operation, OperationResult> {
  const guards = new WeakMap<LoadedSupergraph, Guards>();
  const compiled = new WeakMap<LoadedSupergraph, WeakMap<DocumentNode, Map<string, Compiled | null>>>();

  const compile = ({ supergraph, document, operationName }: Operation): Compiled | null => {
    const guard = guards.get(supergraph) ?? createGuards(supergraph.apiSchema, supergraph.requirements);
    guards.set(supergraph, guard);
    const operation = compileOperation(document, operationName, { schema: supergraph.apiSchema, guards: guard });
    return operation && { operation, filtered: new LRUCache({ max: MOST_CLASSES }) };
  };
  const compiledOf = (operation: Operation): Compiled | null => {
    const documents = compiled.get(operation.supergraph) ?? new WeakMap<DocumentNode, Map<string, Compiled | null>>();
    compiled.set(operation.supergraph, documents);
    const byName = documents.get(operation.document) ?? new Map<string, Compiled | null>();
    documents.set(operation.document, byName);
    const name = operation.operationName ?? '';
    const known = byName.get(name);
    const result = known === undefined ? compile(operation) : known;
    byName.set(name, result);
    return result;
  };
  return (operation, next) => {
    const found = compiledOf(operation);
    if (!found || found.operation.checks.length === 0) return next(operation);
    const refusals = judge(found.operation, askingOf(operation, found.operation, options.facts), operation.variables);
    countAll(found.operation, refusals, options.metrics);
    if (refusals.size === 0) return next(operation);
    return answerWithout({ operation, found, refusals }, next, options);
  };
}

interface Refused {
  operation: Operation;
  found: Compiled;
  refusals: Refusals;
}

async function answerWithout(
  { operation, found, refusals }: Refused,
  next: (operation: Operation) => Promise<OperationResult>,
  { mode, report, log }: EnforceDirectivesOptions,
): Promise<OperationResult> {
  const removed = removedPlaces(found.operation, refusals, operation.variables);
  const { id } = operation.request;
  const codes = [...new Set(removed.map(({ reason }) => reason.code))];
  log.debug(
    { requestId: id, operation: operation.operationName, removed: removed.length, codes, mode },
    'directives refuse parts of an operation',
  );
  if (mode === 'dry-run') return tell(await next(operation), removed, 'extensions');
  if (mode === 'reject' && removed.length > 0) return tell({ data: null }, removed, report === 'disabled' ? 'errors' : report);
  const key = [...refusals.keys()].join(',');
  const document = found.filtered.get(key) ?? filterDocument(operation.document, found.operation, new Set(refusals.keys()));
  found.filtered.set(key, document);
  return tell(await next({ ...operation, document }), removed, report);
}

/** Puts what was removed into the answer. */
function tell(result: OperationResult, removed: readonly RemovedPlace[], report: EnforceDirectivesOptions['report']): OperationResult {
  if (removed.length === 0 || report === 'disabled') return result;
  if (report === 'errors') return { ...result, errors: [...(result.errors ?? []), ...removed.map(toError)] };
  const authorizationErrors = removed.map((place) => toError(place).toJSON());
  return { ...result, extensions: { ...result.extensions, authorizationErrors } };
}

const toError = ({ path, reason }: RemovedPlace): GraphQLError =>
  new GraphQLError(reason.message, { path, originalError: reason, extensions: publicFacts(reason) });

const actors = new WeakMap<Identity, Actor>();

function askingOf({ identity, request }: Operation, { isMutation }: CompiledOperation, facts: Pick<Facts, 'lag'>) {
  const actor = actors.get(identity) ?? new Actor(identity);
  actors.set(identity, actor);
  return { actor, organization: request.organization, isMutation, lag: facts.lag() };
}

function countAll({ checks }: CompiledOperation, refusals: Refusals, metrics: EnforceDirectivesOptions['metrics']): void {
  if (!metrics) return;
  for (const [index, { condition }] of checks.entries())
    metrics.directives.add({ directive: condition.directive, outcome: refusals.has(index) ? 'refused' : 'allowed' });
}
