export { type HttpTransport, type HttpTransportOptions, httpTransport } from './http-transport.js';
export { type CallSubgraph, type SubgraphRequest, type SubgraphResponse, SubgraphUnavailableError } from './subgraph-call.js';
