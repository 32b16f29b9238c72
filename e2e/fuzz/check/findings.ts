import type { Operation } from '../generate/operation.js';
import type { Answered } from './answer.js';

/** What should not be. */
export interface Finding {
  oracle: 'leak' | 'stream' | 'foreign is not absent' | 'work' | 'state' | 'fault';
  operation: Operation;
  /** One line for each thing that is wrong. */
  details: readonly string[];
  answer: Answered;
  /** What absent values are answered with. */
  twin?: Answered;
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)} … (${text.length} characters)` : text);

const againOf = (name: string): string => {
  const [seed, index] = name.split('-');
  return `--seed ${seed} --from ${index} --operations 1`;
};

/** A finding with all that it takes to see it again. */
export function describeFinding({ oracle, operation, details, answer, twin }: Finding): string {
  const { seed, door, principal, host, headers, document, variables, swaps, event } = operation;
  return [
    `FINDING (${oracle}) ${seed}; again: npm run fuzz -- ${againOf(seed)}`,
    ...details.slice(0, 12).map((detail) => `  ! ${cut(detail, 600)}`),
    `  as        ${principal.name} through ${door}${host ? ` at ${host}` : ''} ${JSON.stringify(headers)}`,
    `  document  ${document.replaceAll('\n', '\n            ')}`,
    `  variables ${JSON.stringify(variables)}`,
    ...(event ? [`  event     ${cut(JSON.stringify(event.body), 1_500)}`] : []),
    `  B's       ${JSON.stringify(Object.fromEntries(swaps))}`,
    `  answer    ${answer.status} ${cut(answer.text, 1_500)}`,
    ...(twin ? [`  absent    ${twin.status} ${cut(twin.text, 1_500)}`] : []),
    ...(oracle === 'work' ? [`  work      ${answer.work.join('\n            ')}`, `  absent    ${twin?.work.join('\n            ')}`] : []),
  ].join('\n');
}
