export { atEndOfTurn } from './at-end-of-turn.js';
export { type HttpTransport, type HttpTransportOptions, httpTransport, OPERATION_HEADER } from './http-transport.js';
export {
  type CallSubgraph,
  type SubgraphRequest,
  type SubgraphResponse,
  SubgraphUnavailableError,
  type UnavailableOptions,
} from './subgraph-call.js';
