export { atEndOfTurn } from './at-end-of-turn.js';
export { abortSignalOf, Cancel, type CancelSignal } from './cancel.js';
export {
  ClientCookies,
  COOKIES_HEADER,
  type CookieChange,
  isCookieChange,
  isCookieName,
  readCookies,
  writeCookies,
} from './cookies.js';
export { type HttpTransport, type HttpTransportOptions, httpTransport, OPERATION_HEADER } from './http-transport.js';
export {
  type CallingClient,
  type CallSubgraph,
  type SubgraphRequest,
  type SubgraphResponse,
  SubgraphUnavailableError,
  type UnavailableOptions,
} from './subgraph-call.js';
