import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { noteWritten } from '../../testing/notes.js';
import { EventRecorder, isInfrastructureError } from './index.js';

const headers = { correlationId: 'c', actor: { kind: 'system', id: null } };
const aNote = (text: string) => ({ noteId: randomUUID(), organizationId: randomUUID(), text });

describe('what a request announces', () => {
  it('is refused while too much waits already, as something that passes', () => {
    let isOverloaded = true;
    const events = new EventRecorder(headers, () => isOverloaded);
    const refusal = (() => {
      try {
        events.raise(noteWritten, aNote('one too many'));
      } catch (error) {
        return error;
      }
    })();

    expect(refusal).toMatchObject({ code: 'EVENT_BACKPRESSURE', kind: 'unavailable' });
    expect(isInfrastructureError(refusal)).toBe(true);
    expect(events.hasEvents).toBe(false);
    isOverloaded = false;
    events.raise(noteWritten, aNote('fine'));
    expect(events.take()).toHaveLength(1);
  });

  it('is refused where it is too large for the way', () => {
    const events = new EventRecorder(headers);

    expect(() => events.raise(noteWritten, aNote('x'.repeat(300_000)))).toThrow(expect.objectContaining({ code: 'EVENT_TOO_LARGE' }));
  });
});
