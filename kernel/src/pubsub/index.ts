export { RealtimePubSub } from './realtime-pub-sub.js';
export { type IteratorOptions, ResumableIterator } from './resumable-iterator.js';
