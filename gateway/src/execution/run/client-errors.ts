import { GraphQLError } from 'graphql';
import type { Known, Path } from '../shape/client-paths.js';
import type { Run } from './run.js';

/** Takes the places of what went wrong from the words of the plan into those of the client, now that the data are as they will be. */
export function tellClient(run: Run): void {
  if (run.errors.length === 0) return;
  const known: Known = {
    data: run.data,
    holds: (when) => run.conditions.holds(when, run.operation.variables),
    isNeeded: (keys) => run.plan.fetches.some(({ reads }) => reads.has(keys.join('/'))),
  };
  const pathsOf = (path: Path) => run.paths.ofClient(path, known);
  run.errors = run.errors.flatMap((error) => (error.path ? pathsOf(error.path).map((path) => errorAt(error, path)) : [error]));
  run.lost = run.lost.flatMap(({ service, path }) => pathsOf(path).map((place) => ({ service, path: place })));
}

const errorAt = ({ message, originalError, extensions }: GraphQLError, path: Path): GraphQLError =>
  new GraphQLError(message, { path, originalError, extensions });
