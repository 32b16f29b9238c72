export type { ChannelListener, Position, PositionedMessage, RealtimeBroker, RealtimeMessage } from './realtime-broker.js';
export type { MessageFilter, StreamOpening } from './stream.js';
