import { eventsOf } from '@supergraph/kernel/events';
import { z } from 'zod';
import { minors } from './minors.js';

const defineEvent = eventsOf('monitoring', minors);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const auditAnchored = defineEvent('audit.anchored.v1', {
  aggregate: 'audit-anchor',
  id: 'anchorId',
  promise:
    'The heads of all audit chains that grew since the last anchor are sealed under one root. Kept outside of our databases, it proves later that no trail was rewritten.',
  payload: z.object({
    anchorId: z.uuid(),
    sequence: z.int().min(1),
    takenAt: z.iso.datetime(),
    chains: z.int().min(1),
    root: sha256,
    prevHash: sha256,
    hash: sha256,
  }),
});
