import { describe, expect, it } from '@jest/globals';
import { abortSignalOf, Cancel } from './cancel.js';

describe('what is cancelled', () => {
  it('tells each listener once, and none that has gone', () => {
    const cancel = new Cancel();
    const told: string[] = [];
    const [one, two, three] = ['one', 'two', 'three'].map((name) => () => void told.push(name)) as [() => void, () => void, () => void];
    for (const listener of [one, two, three, two]) cancel.addEventListener('abort', listener);
    cancel.removeEventListener('abort', one);
    cancel.removeEventListener('abort', one);
    expect(() => cancel.throwIfAborted()).not.toThrow();

    cancel.abort('enough');
    cancel.abort('again');
    cancel.addEventListener('abort', one);

    expect(told.toSorted()).toEqual(['three', 'two']);
    expect([cancel.aborted, cancel.reason]).toEqual([true, 'enough']);
    expect(() => cancel.throwIfAborted()).toThrow('enough');
  });

  it('says like an AbortController why, where nobody has said it', () => {
    const [ours, theirs] = [new Cancel(), new AbortController()];
    ours.abort();
    theirs.abort();

    expect(ours.reason).toEqual(theirs.signal.reason);
    expect(ours.reason).toMatchObject({ name: 'AbortError', message: theirs.signal.reason.message });
  });

  it('is an AbortSignal for whoever needs one, before and after', () => {
    const cancel = new Cancel();
    const before = abortSignalOf(cancel);
    expect(before.aborted).toBe(false);
    cancel.abort('enough');

    expect([before, abortSignalOf(cancel)].map(({ aborted, reason }) => [aborted, reason])).toEqual([
      [true, 'enough'],
      [true, 'enough'],
    ]);
    expect(abortSignalOf(before)).toBe(before);
  });
});
