export { isIpRange, isWithin } from './address-ranges.js';
export { networkOf } from './network-of.js';
