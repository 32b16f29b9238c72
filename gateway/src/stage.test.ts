import { describe, expect, it } from '@jest/globals';
import { compose, type Stage } from './stage.js';

const marks =
  (name: string): Stage<string, string> =>
  async (input, next) =>
    `${await next(`${input}>${name}`)}<${name}`;

describe('compose', () => {
  it('goes down the list on the way in and up on the way out', async () => {
    const journey = compose(marks('a'), marks('b'))(async (input) => `${input}|`);

    expect(await journey('')).toBe('>a>b|<b<a');
  });

  it('is only its last step where there are no stages', async () => {
    expect(await compose<string, string>()(async (input) => input.toUpperCase())('x')).toBe('X');
  });
});
