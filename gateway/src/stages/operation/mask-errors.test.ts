import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import { GraphQLError } from 'graphql';
import { GatewayErrors } from '../../gateway.errors.js';
import type { Operation, OperationResult } from '../../operation.js';
import { maskErrors } from './mask-errors.js';

async function passThrough(next: () => Promise<OperationResult>) {
  const lines: string[] = [];
  const log = createLogger({ service: 'gateway', level: 'debug', destination: { write: (line) => lines.push(line) } });
  const { errors } = await maskErrors(log)({ request: { id: 'r-1' } } as Operation, next);
  return { shown: JSON.parse(JSON.stringify(errors)), lines };
}

const MASKED = { message: 'Internal server error', extensions: { code: 'INTERNAL', requestId: 'r-1' } };

describe('maskErrors', () => {
  it('shows what a subgraph marked with a code and a kind, and no more of it', async () => {
    const extensions = {
      code: 'TAKEN',
      kind: 'conflict',
      details: { by: 'x' },
      serviceName: 'people',
      stacktrace: ['secret.ts'],
      http: { status: 500 },
    };
    const { shown, lines } = await passThrough(async () => ({
      data: {},
      errors: [new GraphQLError('Taken', { path: ['a', 0], extensions })],
    }));

    expect(shown).toEqual([
      { message: 'Taken', path: ['a', 0], extensions: { code: 'TAKEN', kind: 'conflict', details: { by: 'x' }, requestId: 'r-1' } },
    ]);
    expect(lines).toEqual([]);
  });

  it.each([
    ['without a code', { serviceName: 'people' }],
    ['with a code and no kind', { serviceName: 'people', code: 'ECONNREFUSED' }],
    ['with a kind that is none', { serviceName: 'people', code: 'X', kind: 'toString' }],
    ["with a code of Apollo Server's", { serviceName: 'people', code: 'GRAPHQL_VALIDATION_FAILED' }],
  ])("masks a subgraph's error %s, keeps its path and logs it once", async (_, extensions) => {
    const error = new GraphQLError('connect 10.0.0.7:5432', { path: ['a'], extensions });
    const { shown, lines } = await passThrough(async () => ({ data: { a: null }, errors: [error] }));

    expect(shown).toEqual([{ ...MASKED, path: ['a'] }]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('10.0.0.7');
    expect(lines[0]).toContain('r-1');
  });

  it('masks what is thrown and answers with status 500', async () => {
    const { shown, lines } = await passThrough(() => Promise.reject(new TypeError('x is undefined')));

    expect(shown).toEqual([{ ...MASKED, extensions: { ...MASKED.extensions, http: { status: 500 } } }]);
    expect(lines).toHaveLength(1);
  });

  it("shows the gateway's own refusals with their status", async () => {
    const { shown, lines } = await passThrough(() => Promise.reject(GatewayErrors.TOKEN_EXPIRED()));

    expect(shown[0]).toMatchObject({
      message: 'The access token or API key has expired',
      extensions: { code: 'TOKEN_EXPIRED', kind: 'unauthenticated', http: { status: 401 } },
    });
    expect(lines).toEqual([]);
  });

  it('leaves a result without errors as it is', async () => {
    const result = { data: { a: 1 } };

    expect(
      await maskErrors(createLogger({ service: 'x', level: 'silent' }))({ request: { id: 'r-1' } } as Operation, async () => result),
    ).toBe(result);
  });
});
