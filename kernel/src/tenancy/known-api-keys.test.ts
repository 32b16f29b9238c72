import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../logger/index.js';
import { anApiKeyFact } from '../testing/index.js';
import type { ApiKeyFact } from './index.js';
import { KnownApiKeys } from './known-api-keys.js';

const log = createLogger({ service: 'test', level: 'silent' });
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

const aKey = (id: string, changes: Partial<ApiKeyFact> = {}) => anApiKeyFact({ id, ...changes });

/** A source with a log, and what knows its keys. */
function aSource() {
  const source = {
    keys: new Map<string, ApiKeyFact>(),
    asked: [] as (readonly string[])[],
    position: 0n,
    time: 0,
    isDown: false,
    isHeard: true,
    /** Called while an answer is on its way. */
    onAsk: () => {},
  };
  const known = new KnownApiKeys({
    log,
    now: () => source.time,
    isHeard: () => source.isHeard,
    ask: async (ids) => {
      if (source.isDown) throw new Error('down');
      source.asked.push(ids);
      const answer = { apiKeys: ids.flatMap((id) => source.keys.get(id) ?? []), positions: { auth: String(source.position) } };
      source.onAsk();
      return answer;
    },
  });
  const put = (key: ApiKeyFact) => {
    source.keys.set(key.id, key);
    source.position += 1n;
    known.change('auth', source.position, key.id);
  };
  return { source, known, put };
}

describe('what is known of API keys', () => {
  it('is read once, in one batch, and told at once from then on', async () => {
    const { source, known } = aSource();
    source.keys.set('a', aKey('a'));
    source.keys.set('b', aKey('b'));
    const before = known.peek('a');

    const found = await Promise.all(['a', 'b', 'a', 'nobody'].map((id) => known.find(id)));
    await Promise.all(['a', 'b', 'nobody'].map((id) => known.find(id)));

    expect(before).toBeUndefined();
    expect(found).toEqual([aKey('a'), aKey('b'), aKey('a'), null]);
    expect(source.asked).toEqual([['a', 'b', 'nobody']]);
    expect([known.peek('a'), known.peek('nobody')]).toEqual([aKey('a'), null]);
  });

  it('follows a change, and is read again before anybody asks', async () => {
    const { source, known, put } = aSource();
    put(aKey('a'));
    await known.find('a');

    put(aKey('a', { isEnabled: false }));
    const between = known.peek('a');
    await turn();

    expect(between).toBeUndefined();
    expect(known.peek('a')).toMatchObject({ isEnabled: false });
    expect(source.asked).toHaveLength(2);
  });

  it('does not believe an answer that a change overtook', async () => {
    const { source, known, put } = aSource();
    put(aKey('a'));
    source.onAsk = () => {
      source.onAsk = () => {};
      put(aKey('a', { isEnabled: false }));
    };

    expect(await known.find('a')).toMatchObject({ isEnabled: false });
    expect(source.asked).toHaveLength(2);
  });

  it('refuses to tell where every answer is overtaken', async () => {
    const { source, known, put } = aSource();
    put(aKey('a'));
    source.onAsk = () => put(aKey('a'));

    await expect(known.find('a')).rejects.toMatchObject({ code: 'TENANCY_UNAVAILABLE' });
  });

  it('remembers that there is no such key, until a change names it', async () => {
    const { source, known, put } = aSource();
    await known.find('a');
    await known.find('a');
    expect(source.asked).toHaveLength(1);

    put(aKey('a'));

    expect(await known.find('a')).toEqual(aKey('a'));
  });

  it('keeps keys however many ids somebody makes up', async () => {
    const { source, known } = aSource();
    source.keys.set('a', aKey('a'));
    await known.find('a');
    for (let round = 0; round < 12; round += 1)
      await Promise.all(Array.from({ length: 5_000 }, (_, index) => known.find(`made-up-${round}-${index}`)));

    expect(known.peek('a')).toEqual(aKey('a'));
    expect([known.peek('made-up-0-0'), known.peek('made-up-11-4999')]).toEqual([undefined, null]);
  });

  it('reads a key again after a while, and keeps the same fact where nothing has changed', async () => {
    const { source, known } = aSource();
    source.keys.set('a', aKey('a'));
    const first = await known.find('a');
    source.time = 61_000;
    const later = known.peek('a');
    await turn();

    expect([later, known.peek('a')].every((fact) => fact === first)).toBe(true);
    expect(source.asked).toHaveLength(2);

    source.keys.delete('a');
    source.time = 130_000;
    known.peek('a');
    await turn();
    expect(known.peek('a')).toBeNull();
  });

  it('goes on with what it knows while the source is away, and says so of the rest', async () => {
    const { source, known } = aSource();
    source.keys.set('a', aKey('a'));
    await known.find('a');
    source.isDown = true;
    source.time = 61_000;

    expect(await known.find('a')).toEqual(aKey('a'));
    await turn();
    expect(await known.find('a')).toEqual(aKey('a'));
    await expect(known.find('b')).rejects.toThrow('down');
  });

  it('believes nothing that it remembers while nobody would tell it of a change', async () => {
    const { source, known } = aSource();
    source.keys.set('a', aKey('a'));
    await Promise.all([known.find('a'), known.find('b')]);
    source.isHeard = false;
    source.keys.set('a', aKey('a', { isEnabled: false }));
    const remembered = [known.peek('a'), known.peek('b')];
    const asked = await known.find('a');
    source.isDown = true;

    expect(remembered).toEqual([undefined, undefined]);
    expect(asked).toMatchObject({ isEnabled: false });
    await expect(known.find('a')).rejects.toThrow('down');
  });

  it('forgets all of them where anything may have changed', async () => {
    const { source, known } = aSource();
    source.keys.set('a', aKey('a'));
    await Promise.all([known.find('a'), known.find('b')]);

    known.changeAll('auth', 0n);

    expect([known.peek('a'), known.peek('b')]).toEqual([undefined, undefined]);
  });
});
