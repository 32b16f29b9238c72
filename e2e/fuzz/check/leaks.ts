import type { Operation } from '../generate/operation.js';
import { tellingParts, textsWithin } from '../marks.js';
import type { Json } from './answer.js';

/** What of B shows in an answer although the request did not name it. */
export function leaksIn(answer: Json, operation: Operation, canaries: ReadonlySet<string>): string[] {
  const sent = new Set(partsSent(operation));
  const isKnown = (part: string) => sent.has(part) || operation.principal.own.has(part);
  const isCanary = (part: string) => canaries.has(part) || part.startsWith('zqb');
  return [...new Set(partsOf(answer))].filter((part) => isCanary(part) && !isKnown(part));
}

/** What an operation, and its twin, name themselves; what an event says is nobody's to hear whom it is not for. */
export const partsSent = ({ document, variables, host, headers, swaps, event }: Operation): string[] =>
  partsOf([document, variables, host, headers, ...swaps.values(), ...(event && !event.isForeign ? [event.body] : [])]);

/** Marks, ids and digests in all texts of a value; cursors and tokens are opened. */
export const partsOf = (value: Json): string[] =>
  textsOf(value)
    .flatMap(textsWithin)
    .flatMap(tellingParts)
    .map((part) => part.toLowerCase());

function textsOf(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => [key, ...textsOf(each)]);
}
