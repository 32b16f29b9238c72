import { type DirectConsumer, defineDirectConsumer } from '@supergraph/kernel/events';
import { signingKeyRotated } from '@supergraph/schema/events';
import type { SigningKeys } from '../domain/signing-keys.js';

/** Another key signs: each replica reads the keys again at its next need, and none goes on signing with one that was dropped. */
export const forgetSigningKeys = (signingKeys: Pick<SigningKeys, 'forget'>): DirectConsumer =>
  defineDirectConsumer({
    name: 'auth.forget-signing-keys',
    events: signingKeyRotated,
    everyReplica: true,
    handle: async () => signingKeys.forget(),
  });
