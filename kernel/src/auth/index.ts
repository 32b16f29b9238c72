export { Actor, anonymous, type Identity, identitySchema, serviceIdentity } from './actor.js';
export { IDENTITY_HEADER, type IdentityTokenOptions, signIdentity, verifyIdentity } from './identity-token.js';
