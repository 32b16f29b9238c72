import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { operationText } from '../execution/document-text.js';
import type { Operation, OperationResult } from '../operation.js';
import type { Stage } from '../stage.js';

/** An operation as a client sent it, and what the directives left of it. */
export interface UsedOperation {
  original: string;
  /** Null where nothing was taken. */
  document: string | null;
  operationName: string | null;
}

type Asked = Pick<Operation, 'original' | 'document' | 'operationName'>;

/** Characters of the operations that are counted: those asked for last. */
const MOST_CHARACTERS = 8_000_000;
/** What counting one of them takes besides its text. */
const OVERHEAD = 200;

/** Counts how often operations are asked for, so that another version of the supergraph can be ready for them. */
export class OperationUse {
  readonly #uses = new LRUCache<string, { count: number }>({
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (_, key) => key.length + OVERHEAD,
  });
  readonly #keys = new WeakMap<DocumentNode, Map<string | undefined, string>>();

  count(asked: Asked): void {
    const key = this.#keyOf(asked);
    const uses = this.#uses.get(key);
    if (uses) uses.count += 1;
    else this.#uses.set(key, { count: 1 });
  }

  /** The operations that are asked for most, those first. */
  most(count: number): UsedOperation[] {
    const sorted = [...this.#uses.entries()].toSorted(([, one], [, other]) => other.count - one.count);
    return sorted.slice(0, count).map(([key]) => read(key));
  }

  /** What was asked for before counts half as much as what is asked for from now on. */
  age(): void {
    for (const uses of this.#uses.values()) uses.count /= 2;
  }

  #keyOf(asked: Asked): string {
    const { document, operationName } = asked;
    const byName = this.#keys.get(document) ?? new Map<string | undefined, string>();
    this.#keys.set(document, byName);
    const key = byName.get(operationName) ?? operationText(asked);
    byName.set(operationName, key);
    return key;
  }
}

function read(key: string): UsedOperation {
  const [original, document, operationName] = JSON.parse(key) as [string, string | null, string | null];
  return { original, document, operationName };
}

/** Counts each operation that is executed. It refuses none, so it needs no promise of its own. */
export const countUse =
  (use: OperationUse): Stage<Operation, OperationResult> =>
  (operation, next) => {
    use.count(operation);
    return next(operation);
  };
