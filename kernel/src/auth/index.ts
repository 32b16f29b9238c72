export { Actor, anonymous, type Identity, identitySchema, impersonal, serviceIdentity } from './actor.js';
export { API_KEY_PREFIX, type ApiKeyText, hashApiKeySecret, readApiKey, writeApiKey } from './api-key.js';
export { IDENTITY_HEADER, type IdentityTokenOptions, signIdentity, type VerifiedIdentity, verifyIdentity } from './identity-token.js';
export { type ReplayGuard, replayGuard, type SharedMemory } from './replay-guard.js';
