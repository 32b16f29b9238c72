export * from './auth.events.js';
export * from './identity.events.js';
export * from './module-registry.events.js';
export * from './monitoring.events.js';
export * from './tenant.events.js';
export * from './user.events.js';
