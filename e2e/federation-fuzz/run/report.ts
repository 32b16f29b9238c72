import { parse, print } from 'graphql';
import { type Coverage, missingFrom } from './coverage.js';
import { describePlan } from './executors.js';
import type { Finding } from './fuzz.js';

/** Everything that a person needs to see what is wrong. */
export function describeFinding({ seed, index, world, operation, mutant, verdict }: Finding): string {
  const { why, expected, actual, fetches } = verdict;
  return [
    `══ seed ${seed}, operation ${index}${mutant ? `, with ${mutant.name}` : ''}: ${why}`,
    ...Object.entries(world.subgraphs).map(([name, sdl]) => `# subgraph ${name}\n${sdl.replace(/^extend schema .*\n+/, '')}`),
    `# operation\n${print(parse(operation.text))}\n# variables ${JSON.stringify(operation.variables)}`,
    `# one server\n${asJson(expected)}`,
    `# the gateway\n${actual ? asJson(actual) : 'nothing: it threw'}`,
    ...fetches.map(
      ({ subgraph, query, variables, answer }) =>
        `# fetch from ${subgraph}\n${query}\n${JSON.stringify(variables)}\n→ ${JSON.stringify(answer)}`,
    ),
    `# plan\n${planOf(world.supergraph, operation)}`,
  ].join('\n\n');
}

const asJson = ({ data, errors }: { data?: unknown; errors?: readonly { message: string; path?: unknown }[] | undefined }): string =>
  JSON.stringify({ data, errors: errors?.map(({ message, path }) => ({ message, path })) }, null, 1);

function planOf(...args: Parameters<typeof describePlan>): string {
  try {
    return describePlan(...args);
  } catch (error) {
    return `there is none: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export function describeCoverage(coverage: Coverage): string {
  const { graphs, refused, operations, fetches, tooComplex, ofGraphs, ofOperations } = coverage;
  const share = (counts: Map<string, number>, all: number) =>
    [...counts].map(([name, times]) => `  ${String(times).padStart(6)}  ${percent(times, all)}  ${name}`).join('\n');
  const missing = missingFrom(coverage);
  return [
    `${graphs} graphs, and ${refused.length} that did not compose (${percent(refused.length, graphs + refused.length).trim()})`,
    share(ofGraphs, graphs),
    `${operations} operations, ${fetches} fetches, and ${tooComplex} too complex to be planned`,
    share(ofOperations, operations),
    ...(missing.length > 0 ? [`never met: ${missing.join(', ')}`] : []),
  ].join('\n');
}

const percent = (part: number, whole: number) => `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`.padStart(5);
