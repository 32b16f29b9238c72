export { isIpRange, isWithin } from './address-ranges.js';
export { networkOf } from './network-of.js';
export { type Outgoing, type OutgoingCall, type OutgoingOptions, outgoing, UnreachableError } from './outgoing.js';
export { isPublicAddress } from './public-address.js';
