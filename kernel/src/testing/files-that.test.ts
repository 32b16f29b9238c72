import { describe, expect, it } from '@jest/globals';
import { filesThat } from './files-that.js';

describe('files that match', () => {
  it('are named by their path in the folder, in order, without tests', async () => {
    expect(await filesThat(new URL('.', import.meta.url), /readdir|relrowsecurity/)).toEqual(['files-that.ts', 'tables.ts']);
  });

  it('are none of the testing folder’s', async () => {
    expect(await filesThat(new URL('..', import.meta.url), /indkey\[0\]/)).toEqual([]);
  });
});
