export { memoryPubSub } from './memory-pub-sub.js';
export type { PubSub } from './pub-sub.js';
