import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { EventRecord } from '../event-record.js';
import { decodeEvent, encodeEvent } from './envelope.js';

const anEvent = (more: Partial<EventRecord> = {}): EventRecord => ({
  position: '41',
  id: '01890000-0000-7000-8000-000000000001',
  type: 'thing.changed.v1',
  source: 'stock',
  topic: 'evt.stock.thing.v1',
  aggregateType: 'thing',
  aggregateId: '7/8',
  sequence: '12',
  organizationId: '01890000-0000-7000-8000-000000000002',
  payload: { text: 'ä' },
  headers: { correlationId: 'request', actor: { kind: 'user', id: 'olga' } },
  createdAt: '2026-11-21T10:00:00.000Z',
  ...more,
});

describe('the envelope', () => {
  it('is a CloudEvent in Kafka’s binary mode', () => {
    const { key, headers, value } = encodeEvent(anEvent());

    expect([key?.toString(), value?.toString()]).toEqual(['01890000-0000-7000-8000-000000000002:thing:7/8', '{"text":"ä"}']);
    expect(headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: '01890000-0000-7000-8000-000000000001',
      ce_source: '/sg/stock',
      ce_type: 'innoerp.stock.thing.thing.changed.v1',
      ce_subject: 'thing/7/8',
      ce_time: '2026-11-21T10:00:00.000Z',
      ce_dataschema: '/schemas/thing.changed.v1/0.json',
      ce_sequence: '00000000000000000012',
      ce_tenantid: '01890000-0000-7000-8000-000000000002',
      ce_partitionkey: '01890000-0000-7000-8000-000000000002:thing:7/8',
      ce_logposition: '41',
      ce_authtype: 'app_user',
      ce_authid: 'olga',
      ce_correlationid: 'request',
    });
  });

  it('says who really acted where that is not the actor, and with which key', () => {
    const headers = { correlationId: 'request', actor: { kind: 'user', id: 'olga' } };
    const staff = encodeEvent(anEvent({ headers: { ...headers, impersonatorId: 'otto' } })).headers;
    const machine = encodeEvent(
      anEvent({ headers: { ...headers, actor: { kind: 'service-account', id: 'r2' }, apiKeyId: 'key' } }),
    ).headers;

    expect(staff).toMatchObject({ ce_authtype: 'app_user', ce_authid: 'olga', ce_impersonatorid: 'otto' });
    expect(machine).toMatchObject({ ce_authtype: 'service-account', ce_authid: 'r2', ce_apikeyid: 'key' });
    expect('ce_apikeyid' in staff || 'ce_impersonatorid' in machine).toBe(false);
  });

  it('keeps an aggregate together, also of no organization', () => {
    expect(encodeEvent(anEvent()).key?.toString()).toBe('01890000-0000-7000-8000-000000000002:thing:7/8');
    expect(encodeEvent(anEvent({ organizationId: null })).key?.toString()).toBe('platform:thing:7/8');
  });

  it.each([
    ['ce_id', undefined, 'the header ce_id is missing'],
    ['ce_id', 'x', 'the header ce_id is no UUID'],
    ['ce_sequence', '-1', 'the header ce_sequence is no number'],
    ['ce_subject', 'thing', '"thing" is no subject'],
    ['ce_tenantid', 'me', 'the header ce_tenantid is no UUID'],
  ])('says what is wrong with a message: %s %s', (name, text, problem) => {
    const raw = encodeEvent(anEvent());
    const headers = Object.fromEntries(
      Object.entries({ ...raw.headers, [name]: text }).filter(([, value]) => value !== undefined),
    ) as Record<string, string>;

    expect(() => decodeEvent({ ...raw, headers }, 't')).toThrow(problem);
    expect(() => decodeEvent({ ...raw, value: Buffer.from('{') }, 't')).toThrow('the value is no JSON');
    expect(() => decodeEvent({ ...raw, value: null }, 't')).toThrow('the value is no JSON');
  });

  it('gives back what was put in', () => {
    const headers = {
      correlationId: 'c',
      causationId: randomUUID(),
      actor: { kind: 'service', id: null },
      ip: '::1',
      dataschema: '/schemas/thing.changed.v1/3.json',
    };
    const told = { ...headers, impersonatorId: randomUUID(), apiKeyId: randomUUID() };
    const all = [anEvent({ headers }), anEvent({ headers, organizationId: null }), anEvent({ headers: told })];
    for (const event of all) {
      expect(decodeEvent(encodeEvent(event), event.topic)).toEqual(event);
    }
  });
});
