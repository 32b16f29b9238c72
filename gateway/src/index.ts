export { type GatewayConfig, gatewayConfig } from './config.js';
export { GatewayErrors } from './gateway.errors.js';
export { createGateway, type GatewayOptions, type RunningGateway } from './gateway.js';
export type { Jwks, KeySource } from './keys/key-ring.js';
