import { DomainError, type ErrorKind } from './domain-error.js';

// biome-ignore lint/suspicious/noExplicitAny: a table holds message functions of any parameters; the mapped type below keeps each one's own.
type Message = (...values: any[]) => string;
type ErrorTable = Readonly<Record<string, readonly [kind: ErrorKind, message: Message]>>;

/** A service's errors as functions, with the table they came from (docs/errors.md is generated from it). */
export type Errors<Table extends ErrorTable> = {
  readonly [Code in keyof Table]: (...values: Parameters<Table[Code][1]>) => DomainError;
};

const tables = new Map<string, ErrorTable>();

/** Every table defined so far, by owner: the source of docs/errors.md and of its drift test. */
export const errorTables = (): ReadonlyMap<string, ErrorTable> => tables;

/** A message with ‹1›, ‹2› … in place of its values. */
export const sampleMessage = (message: Message): string =>
  message(...Array.from({ length: message.length }, (_, index) => `‹${index + 1}›`));

/** What a code means, for the schema; undefined for a code that is in no table. */
export function describeError(code: string): string | undefined {
  const message = [...tables.values()].map((table) => table[code]?.[1]).find(Boolean);
  const sample = message && sampleMessage(message);
  return sample === '‹1›' ? 'The message says what is wrong.' : sample;
}

/** Defines a service's errors once. The key is the public code; a code keeps its meaning for ever. */
export function defineErrors<const Table extends ErrorTable>(owner: string, table: Table): Errors<Table> {
  tables.set(owner, table);
  const entries = Object.entries(table).map(([code, [kind, message]]) => [
    code,
    (...values: unknown[]) => new DomainError({ code, kind, message: message(...values) }),
  ]);
  return Object.fromEntries(entries) as Errors<Table>;
}

/** Errors that mean the same in every service. */
export const CommonErrors = defineErrors('common', {
  INVALID: ['invalid', (reason: string) => reason],
  NOT_FOUND: ['not-found', (what: string) => `${what} was not found`],
  FORBIDDEN: ['forbidden', () => 'You may not do this'],
  REVISION_CONFLICT: ['conflict', () => 'Somebody else changed this in the meantime: read it again'],
  RATE_LIMITED: ['unavailable', () => 'Too many requests: try again later'],
  UNAUTHENTICATED: ['unauthenticated', () => 'You need to log in'],
  UNAVAILABLE: ['unavailable', (what: string) => `${what} is not available at the moment`],
});
