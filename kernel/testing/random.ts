import { createHash } from 'node:crypto';
import { DomainError } from '@supergraph/kernel/errors';

/** Draws the same for the same seed. */
export interface Random {
  /** A whole number from 0 on. */
  below(limit: number): number;
  one<Value>(values: readonly Value[]): Value;
  /** None to three. */
  list<Value>(make: () => Value): Value[];
  /** Mostly what `make` gives, now or after some turns; one in `oneIn` something that should not be. */
  odd(oneIn: number, make: () => unknown, options?: { mayThrow?: boolean; instead?: () => unknown }): unknown;
}

export function randomOf(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0) || 1;
  // xorshift: 32 bits are plenty for a test.
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const below = (limit: number) => next() % limit;
  const one = <Value>(values: readonly Value[]) => values[below(values.length)] as Value;
  return {
    below,
    one,
    list: (make) => Array.from({ length: below(4) }, make),
    odd(oneIn, make, { mayThrow = true, instead } = {}) {
      if (below(oneIn) > 0) return below(3) > 0 ? make() : after(below(4), make);
      if (instead) return instead();
      const turns = below(4);
      const failures = [
        () => null,
        () => undefined,
        () => new Error('returned'),
        () => after(turns, () => null),
        () => after(turns, () => raise(new Error(`rejected after ${turns}`))),
        () => after(turns, () => raise(new DomainError({ code: 'NOT_FOUND', kind: 'not-found', message: 'It is not there' }))),
        ...(mayThrow ? [() => raise(new Error('thrown')), () => raise('no error at all')] : []),
      ];
      return one(failures)();
    },
  };
}

function raise(error: unknown): never {
  throw error;
}

async function after(turns: number, make: () => unknown): Promise<unknown> {
  for (let turn = 0; turn < turns; turn += 1) await null;
  return make();
}
