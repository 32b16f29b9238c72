export { Actor, anonymous, type Identity, identitySchema, impersonal, serviceIdentity } from './actor.js';
export { IDENTITY_HEADER, type IdentityTokenOptions, signIdentity, type VerifiedIdentity, verifyIdentity } from './identity-token.js';
export { type ReplayGuard, replayGuard, type SharedMemory } from './replay-guard.js';
