import { describe, expect, it } from '@jest/globals';
import { NearCache } from './near-cache.js';

describe('what a process keeps of the shared cache', () => {
  const place = { key: '{a}:thing', tag: '{a}:#things' };
  const answer = { value: 'old', left: 600_000 };

  function live(options = {}) {
    const near = new NearCache(options);
    near.setLive(true);
    return near;
  }

  it('is given back until something is told of it, or of its tag', () => {
    const near = live();
    for (const name of [place.key, place.tag]) {
      near.put(place, answer, near.news);
      expect(near.get(place)).toBe('old');
      near.forget([name]);
      expect(near.get(place)).toBeUndefined();
    }
  });

  it('is not kept where news of it came while the answer was on its way', () => {
    const near = live();
    for (const name of [place.key, place.tag]) {
      const news = near.news;
      near.forget([name]);
      near.put(place, answer, news);
      expect(near.get(place)).toBeUndefined();
    }
    const news = near.news;
    near.forget(['{a}:another']);
    near.put(place, answer, news);
    expect(near.get(place)).toBe('old');
  });

  it('is not kept either where so much was told meanwhile that it may have been among it', () => {
    const near = live({ maxEntries: 10 });
    const news = near.news;
    near.forget([place.key]);
    for (let index = 0; index < 20; index += 1) near.forget([`{a}:${index}`]);

    near.put(place, answer, news);

    expect(near.get(place)).toBeUndefined();
  });

  it('is forgotten when the line breaks, and nothing is kept until it is up again', () => {
    const near = live();
    near.put(place, answer, near.news);
    const news = near.news;

    near.setLive(false);
    near.put(place, answer, near.news);
    expect(near.get(place)).toBeUndefined();
    near.setLive(true);
    expect(near.get(place)).toBeUndefined();
    near.put(place, answer, news);
    expect(near.get(place)).toBeUndefined();
    near.put(place, answer, near.news);
    expect(near.get(place)).toBe('old');
  });

  it('is believed for a minute, and never longer than the entry itself', () => {
    let now = 0;
    const near = live({ now: () => now });
    near.put(place, answer, near.news);
    now = 59_999;
    expect(near.get(place)).toBe('old');
    now = 60_000;
    expect(near.get(place)).toBeUndefined();
    near.put(place, { value: 'old', left: 10 }, near.news);
    now = 60_010;
    expect(near.get(place)).toBeUndefined();
  });
});
