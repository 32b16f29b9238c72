import { randomUUID } from 'node:crypto';
import { it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Note, notesSubgraph } from './notes.js';

const app = testSubgraph(notesSubgraph([]));
it('x', async () => {
  const org = randomUUID();
  const n = await app.seed(new Note(org, 'a'));
  const { em } = app.context(org);
  console.log(
    em.constructor.name,
    JSON.stringify(em.getSessionContext()),
    JSON.stringify((em as any).getTransactionSessionContext()),
    em.withSessionContext.toString().slice(0, 300),
  );
  console.log(await em.execute(`select current_user, current_setting('app.organization_id', true)`));
  console.log(await app.context().em.execute(`select current_user, current_setting('app.organization_id', true)`));
  console.log(await app.statementsOf(() => em.findOne(Note, n.id)));
});
