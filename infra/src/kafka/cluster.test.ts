import { describe, expect, it } from '@jest/globals';
import { newClusterId } from './cluster.js';

describe('newClusterId', () => {
  it('never looks like an option of a command, and is 16 random bytes as Kafka writes them', () => {
    const ids = new Set(Array.from({ length: 2000 }, newClusterId));

    expect(ids.size).toBe(2000);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
  });
});
