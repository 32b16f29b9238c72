export { type ChangeKinds, changeKinds } from './change-kinds.js';
export { type ChannelsOf, eventMessage, ownChannel } from './event-message.js';
export { inWhoseName } from './in-whose-name.js';
export { type LiveFacts, liveFacts } from './live-facts.js';
export { PULSE_CHANNEL, PULSE_EVERY, type Pulse, type PulseOptions, startPulse } from './pulse.js';
export { type RealtimeConsumer, type RealtimeConsumerOptions, realtimeConsumer } from './realtime-consumer.js';
