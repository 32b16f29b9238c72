import { publicFacts } from '@supergraph/kernel/errors';
import { GraphQLError } from 'graphql';
import { GatewayErrors } from '../../gateway.errors.js';
import type { OperationResult } from '../../operation.js';
import type { Executable } from '../executable.js';
import type { Path } from '../shape/client-paths.js';
import { INVALID, type Misfit, type Shaping } from '../shape/shape.js';
import { tellClient } from './client-errors.js';
import type { Run } from './run.js';

/** Gives what the subgraphs have answered the shape that the client asked for. */
export function answerOf(run: Run, { shape, roots, plan }: Executable): OperationResult {
  const holds = holdsOf(run);
  const unreachable = plan.fetches.length === 0 ? roots.filter(({ when }) => when.some(holds)) : [];
  if (unreachable.length > 0) return { data: null, errors: unreachable.map(({ key }) => unreachableError(key)) };
  const shaping: Shaping = { variables: run.operation.variables, indexes: [], misfits: [], holds };
  const shaped = shape(run.data, shaping);
  tellClient(run);
  const data = shaped === INVALID ? null : (shaped as Record<string, unknown>);
  const errors = [...run.errors, ...unexplained(shaping.misfits, run)];
  return errors.length > 0 ? { data, errors } : { data };
}

function holdsOf({ conditions, operation }: Run): (when: number) => boolean {
  const known: (boolean | undefined)[] = [];
  return (when) => {
    if (when < 0) return true;
    known[when] ??= conditions.holds(when, operation.variables);
    return known[when];
  };
}

const unreachableError = (key: string): GraphQLError => {
  const error = GatewayErrors.FIELD_UNREACHABLE(key);
  return new GraphQLError(error.message, { path: [key], originalError: error, extensions: publicFacts(error) });
};

/** Of what does not fit, an error tells, unless one of a subgraph's own has told why. */
function unexplained(misfits: readonly Misfit[], run: Run): GraphQLError[] {
  return misfits.flatMap(({ path, problem }) => {
    const service = serviceAt(path, run);
    if (isExplained(path, service, run)) return [];
    if (service) run.sourceOf(service)?.report?.(`${path.join('.')}: ${problem}`, run.operation);
    const error = GatewayErrors.SUBGRAPH_ANSWER_INVALID(service);
    const extensions = { ...publicFacts(error), ...(service ? { service, serviceName: service } : {}) };
    return [new GraphQLError(error.message, { path, originalError: error, extensions })];
  });
}

function isExplained(path: Path, service: string | null, { errors, incomplete, lost }: Run): boolean {
  if (service ? incomplete.has(service) : incomplete.size > 0) return true;
  if (lost.some((place) => place.service === service && place.path.length <= path.length && isOnOneWay(place.path, path))) return true;
  return errors.some((error) => (error.path ? isOnOneWay(error.path, path) : !service || error.extensions.serviceName === service));
}

/** Whether one path leads to, or through, the other. */
const isOnOneWay = (one: Path, other: Path): boolean => one.slice(0, other.length).every((key, index) => key === other[index]);

/** The subgraph whose fetch brings what stands there, or the nearest thing above it. */
function serviceAt(path: Path, { plan, paths, data }: Run): string | null {
  const keys = paths.ofPlan(path, data);
  for (let length = keys.length; length > 0; length -= 1) {
    const place = keys.slice(0, length).join('/');
    const fetch = plan.fetches.findLast(({ writes }) => writes.has(place));
    if (fetch) return fetch.service;
  }
  return null;
}
