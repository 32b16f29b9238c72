import type { MessageFilter } from './stream.js';

/** Whether a parsed body meets a condition. */
export type MatchMessage = (body: unknown) => boolean;

/** Makes a function of a condition: it is asked once for every message and subscription. Without a condition all pass. */
export function compileFilter(where: MessageFilter | undefined): MatchMessage {
  if (!where) return () => true;
  if ('path' in where) return compileLeaf(where);
  if ('not' in where) {
    const matches = compileFilter(where.not);
    return (body) => !matches(body);
  }
  const parts = ('all' in where ? where.all : where.any).map(compileFilter);
  return 'all' in where ? (body) => parts.every((matches) => matches(body)) : (body) => parts.some((matches) => matches(body));
}

/** A missing value is null; a list meets the condition where one of its entries does. */
function compileLeaf({ path, in: values }: Extract<MessageFilter, { path: string }>): MatchMessage {
  const keys = path.split('.');
  const wanted = new Set<unknown>(values);
  return (body) => {
    const value = keys.reduce(stepInto, body) ?? null;
    return Array.isArray(value) ? value.some((entry) => wanted.has(entry)) : wanted.has(value);
  };
}

function stepInto(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
