import { publicFacts } from '@supergraph/kernel/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { GatewayErrors } from '../../gateway.errors.js';
import { isObject } from '../plan/json.js';
import { objectsAt, type Position } from '../plan/response-path.js';
import { type Asked, positionsOf } from './asked.js';
import type { Run } from './run.js';

/** A long list that lacks one service's fields says so for its first entries: the rest would only repeat it. */
const MOST_PLACES = 20;
/** More errors of one answer than this are not told of. */
const MOST_ERRORS = 1_000;

/** The service gave no answer: at each place that lacks its fields. */
export function unavailable(asked: Asked, run: Run): GraphQLError[] {
  return atPlaces(asked, run, GatewayErrors.SUBGRAPH_UNAVAILABLE(asked.fetch.service));
}

/** The service gave an answer that is none. The log hears what was wrong with it. */
export function invalidAnswer(problem: string, asked: Asked, run: Run): GraphQLError[] {
  const { service } = asked.fetch;
  run.sourceOf(service)?.report?.(problem, run.operation);
  return atPlaces(asked, run, GatewayErrors.SUBGRAPH_ANSWER_INVALID(service));
}

function atPlaces(asked: Asked, run: Run, error: ReturnType<typeof GatewayErrors.SUBGRAPH_UNAVAILABLE>): GraphQLError[] {
  const { service } = asked.fetch;
  const places = placesToFill(asked, run);
  if (places.length > MOST_PLACES) run.incomplete.add(service);
  const extensions = { ...publicFacts(error), service, serviceName: service };
  return places.slice(0, MOST_PLACES).map((path) => new GraphQLError(error.message, { path, extensions }));
}

/** The places of the entities, or of the fields at the root of the fetch. */
function placesToFill(asked: Asked, run: Run): Position[] {
  const { fetch, representations } = asked;
  return positionsOf(asked, run).flatMap((place) => (representations ? [place] : fetch.rootKeys.map((key) => [...place, key])));
}

/** Something of our own failed on the way. It is masked, so it is told of once. */
export function fault(error: unknown, asked: Asked, run: Run): GraphQLError {
  const originalError = error instanceof Error ? error : new Error(String(error));
  const { service } = asked.fetch;
  run.incomplete.add(service);
  return new GraphQLError(originalError.message, { path: positionsOf(asked, run)[0], originalError, extensions: { serviceName: service } });
}

/** The errors of an answer with their places in what is fetched; one for each place of an entity that stands in several. */
export function subgraphErrors(errors: readonly unknown[], asked: Asked, run: Run): GraphQLError[] {
  const { service } = asked.fetch;
  const told: GraphQLError[] = [];
  for (const error of errors) {
    if (told.length >= MOST_ERRORS) {
      run.incomplete.add(service);
      break;
    }
    const formatted = isObject(error) ? error : {};
    for (const path of placesOf(formatted.path, asked, run)) told.push(toError(formatted, service, path));
  }
  return told;
}

/** A path that leads nowhere is left out. */
function placesOf(path: unknown, asked: Asked, run: Run): (Position | undefined)[] {
  if (!isPath(path)) return [undefined];
  const [root, index, ...rest] = path;
  if (!asked.representations)
    return positionsOf(asked, run)
      .slice(0, MOST_ERRORS)
      .map((place) => [...place, ...path]);
  if (root !== '_entities' || typeof index !== 'number') return [undefined];
  const places = positionsOf(asked, run, index).slice(0, MOST_ERRORS);
  if (places.length > 0) return places.map((place) => [...place, ...rest]);
  return index < asked.representations.length && haveGone(asked, run) ? [] : [undefined];
}

/** Another answer has put a null over the objects in the meantime, and said why: nothing else stands in their places. */
function haveGone({ fetch, objects }: Asked, run: Run): boolean {
  const known = new Set(objects);
  return objectsAt(run.data, fetch.path, run.isShared).every((object) => known.has(object));
}

/** The places that an error has taken along: what else was asked for there is missing for the same reason. */
export function lostPlaces(errors: readonly unknown[], data: unknown, asked: Asked, run: Run): Run['lost'] {
  const { service } = asked.fetch;
  return errors.slice(0, MOST_ERRORS).flatMap((error) => {
    const path = isObject(error) ? error.path : undefined;
    const taken = isPath(path) ? takenAlong(data, path) : null;
    if (!taken) return [];
    const [, index, ...rest] = taken;
    if (taken.length === 0 || (asked.representations && index === undefined))
      return placesToFill(asked, run).map((place) => ({ service, path: place }));
    const below = asked.representations ? rest : taken;
    const places = positionsOf(asked, run, asked.representations ? (index as number) : undefined).slice(0, MOST_ERRORS);
    return places.map((place) => ({ service, path: [...place, ...below] }));
  });
}

/** The path as far as its first null, where that is not at its end. */
function takenAlong(data: unknown, path: Position): Position | null {
  let value = data;
  for (const [at, key] of path.entries()) {
    if (typeof value !== 'object' || value === null) return path.slice(0, at);
    value = (value as Record<string | number, unknown>)[key];
  }
  return null;
}

const isPath = (path: unknown): path is Position =>
  Array.isArray(path) && path.length > 0 && path.every((key) => typeof key === 'string' || (Number.isInteger(key) && key >= 0));

function toError(error: Record<string, unknown>, service: string, path: Position | undefined): GraphQLError {
  const message = typeof error.message === 'string' && error.message !== '' ? error.message : `Error while fetching from "${service}"`;
  const given = isObject(error.extensions) ? error.extensions : {};
  const extensions = { ...given, code: given.code ?? 'DOWNSTREAM_SERVICE_ERROR', serviceName: service };
  return new GraphQLError(message, { path, originalError: error as unknown as Error & GraphQLFormattedError, extensions });
}
