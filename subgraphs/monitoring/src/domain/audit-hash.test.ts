import { describe, expect, it } from '@jest/globals';
import { ActorType, AuditOutcome, AuditSeverity } from './audit-enums.js';
import { canonicalJson, GENESIS_HASH, hashOf } from './audit-hash.js';

const event = {
  id: '0190a000-0000-7000-8000-000000000001',
  organizationId: null,
  sequence: 1n,
  occurredAt: new Date('2026-01-02T03:04:05.678Z'),
  recordedAt: new Date('2026-01-02T03:04:06.000Z'),
  action: 'user.created',
  schemaVersion: 1,
  outcome: AuditOutcome.SUCCESS,
  severity: AuditSeverity.LOW,
  actor: { type: ActorType.SYSTEM, id: 'auth' },
  targets: [{ type: 'user', id: '0190a000-0000-7000-8000-000000000002' }],
  changes: { b: 1, a: ['x', null] },
  ipAddress: null,
  userAgent: null,
  requestId: 'req-1',
  sessionId: null,
  impersonatorId: null,
  apiKeyId: null,
  prevHash: GENESIS_HASH,
};

describe('canonicalJson', () => {
  it('writes equal values alike, in whatever order their keys came', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 'é"\n' }], a: null, gone: undefined, 10: 1, 9: 0 })).toBe(
      '{"10":1,"9":0,"a":null,"b":[{"c":"é\\"\\n","d":1}]}',
    );
    expect(canonicalJson({ a: 1, b: { c: 2, d: 3 } })).toBe(canonicalJson({ b: { d: 3, c: 2 }, a: 1 }));
  });

  it.each([
    [[1], ['1']],
    [{ a: 'b","c":"d' }, { a: 'b', c: 'd' }],
    [{ a: null }, {}],
    [[[], []], [[[]]]],
  ])('tells %j from %j', (one, other) => {
    expect(canonicalJson(one)).not.toBe(canonicalJson(other));
  });
});

describe('hashOf', () => {
  it('is what it was when the first trails were written', () => {
    expect(hashOf(event)).toBe('8722b50c0b2304e243d4e91bad7d329eadb11174c2690b61f31200c33f426153');
  });

  it('seals who really acted from when that was told, and does not take one for the other', () => {
    const hashes = [{}, { impersonatorId: 'x' }, { apiKeyId: 'x' }, { impersonatorId: 'x', apiKeyId: 'x' }, { impersonatorId: '' }].map(
      (who) => hashOf({ ...event, ...who }),
    );

    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes[1]).toBe('e48ac5c26ddc6d86fb8157c226bf2dce1712bf56e0ac4417c0cf3422d2b7c0a5');
  });

  it.each([
    { id: '0190a000-0000-7000-8000-000000000003' },
    { organizationId: '0190a000-0000-7000-8000-000000000004' },
    { sequence: 2n },
    { occurredAt: new Date('2026-01-02T03:04:05.679Z') },
    { recordedAt: new Date('2026-01-02T03:04:06.001Z') },
    { action: 'user.updated' },
    { schemaVersion: 2 },
    { outcome: AuditOutcome.FAILURE },
    { severity: AuditSeverity.HIGH },
    { actor: { type: ActorType.USER, id: 'auth' } },
    { targets: [] },
    { changes: { b: 2, a: ['x', null] } },
    { ipAddress: '203.0.113.7' },
    { userAgent: 'Firefox' },
    { requestId: 'req-2' },
    { sessionId: 's' },
    { impersonatorId: 'otto' },
    { apiKeyId: 'otto' },
    { prevHash: '1'.repeat(64) },
  ])('changes with any part of the event', (change) => {
    expect(hashOf({ ...event, ...change })).not.toBe(hashOf(event));
  });
});
