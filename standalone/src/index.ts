export { standaloneConfig } from './config.js';
export { type RunningStandalone, startStandalone } from './standalone.js';
export { subgraphs } from './subgraphs.js';
