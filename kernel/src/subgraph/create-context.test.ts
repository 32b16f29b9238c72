import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Note, notesSubgraph, noteWritten } from '../../testing/notes.js';
import { anonymous, serviceIdentity } from '../auth/index.js';
import { testSubgraph } from '../testing/index.js';
import { type ContextParts, createContext } from './create-context.js';

describe('the context of a request', () => {
  const app = testSubgraph(notesSubgraph());

  it('sees what its own actor may see, even where it is opened within a transaction of somebody who may see all', async () => {
    const organizationId = randomUUID();
    await app.seed(new Note(organizationId, 'not for everybody'));
    const count = (em: ReturnType<typeof app.context>['em']) => em.count(Note, {}, { filters: false });

    await app.context().em.transactional(async (em) => {
      expect(await count(em)).toBe(1);
      expect(await count(app.running().contextFor(anonymous).em)).toBe(0);
    });
  });

  it('announces nothing while too many events wait', () => {
    const parts = (isOverloaded: boolean): ContextParts =>
      ({ definition: { name: 'notes' }, ports: {}, isOverloaded: () => isOverloaded }) as never;
    const raise = (isOverloaded: boolean) => {
      const { events } = createContext(parts(isOverloaded), { identity: serviceIdentity('auth'), requestId: 'r' });
      events.raise(noteWritten, { noteId: randomUUID(), organizationId: randomUUID(), text: 'news' });
      return events.hasEvents;
    };

    expect(raise(false)).toBe(true);
    expect(() => raise(true)).toThrow(expect.objectContaining({ code: 'EVENT_BACKPRESSURE' }));
  });
});
