export { type BootOptions, bootSubgraphs, type SubgraphFleet } from './boot-subgraphs.js';
export { standaloneConfig } from './config.js';
export { type RunningStandalone, startStandalone } from './standalone.js';
export { subgraphs } from './subgraphs.js';
