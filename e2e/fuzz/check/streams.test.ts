import { describe, expect, it } from '@jest/globals';
import { channelName, PLATFORM, userOwner } from '@supergraph/kernel/realtime';
import type { Operation } from '../generate/operation.js';
import { NOBODY } from '../world/principals.js';
import { streamFaults } from './streams.js';

const [OURS, THEIRS, SELF, OTHER] = ['a', 'b', '1', '2'].map((end) => `0190a000-0000-7000-8000-00000000000${end}`) as [
  string,
  string,
  string,
  string,
];
const operation = (event?: Operation['event']): Operation => ({
  seed: 'test',
  door: 'user',
  principal: { ...NOBODY, identity: { kind: 'user', subject: SELF, organizationId: OURS, scopes: [], sessionId: null } },
  host: '',
  headers: {},
  document: 'subscription { memberChanged { change } }',
  variables: {},
  swaps: new Map(),
  kinds: new Set(),
  places: new Set(),
  ...(event ? { event } : {}),
});
const opened = (...owners: string[]) => ({
  body: { data: null, extensions: { stream: { channels: owners.map((owner) => channelName(owner, 'membership')) } } },
});
const shown = { body: { data: { memberChanged: { change: 'UPDATED' } } } };

describe('what a subscription must not do', () => {
  it('is to listen to another organization, to another person, or to what does not exist', () => {
    expect(streamFaults(operation(), opened(OURS, PLATFORM, userOwner(SELF)))).toEqual([]);
    for (const owner of [THEIRS, userOwner(OTHER), 'nobody'])
      expect(streamFaults(operation(), opened(OURS, owner))).toEqual([expect.stringContaining(`:${owner}:`)]);
  });

  it('is to show a message that is not for it', () => {
    expect(streamFaults(operation({ body: {}, isForeign: true }), shown)).toHaveLength(1);
    expect(streamFaults(operation({ body: {}, isForeign: false }), shown)).toEqual([]);
    expect(streamFaults(operation({ body: {}, isForeign: true }), { body: { data: null } })).toEqual([]);
    expect(streamFaults(operation({ body: {}, isForeign: true }), { body: { data: { memberChanged: null } } })).toEqual([]);
  });

  it('is to be opened where it was handed a message, or was none', () => {
    expect(streamFaults(operation({ body: {}, isForeign: false }), opened(OURS))).toHaveLength(1);
    expect(streamFaults({ ...operation(), document: '{ viewer { id } }' }, opened(OURS))).toHaveLength(1);
  });
});
