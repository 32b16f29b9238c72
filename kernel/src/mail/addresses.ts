/** What mail programs and servers agree on, without quoted names, comments and lists; beyond ASCII too. */
const BARE = /^[^\s\p{Cc}\p{Cf}@<>()[\]\\,;:"]{1,64}@[^\s\p{Cc}\p{Cf}@<>()[\]\\,;:"]{1,253}$/u;
const NAMED = /^([^\p{Cc}<>"\\]*)<([^<>]+)>$/u;

export interface Address {
  name: string;
  address: string;
}

/** A bare address, or one with a name before it in angle brackets; null for anything else, a list among them. */
export function readAddress(text: string): Address | null {
  const [, name = '', address = text] = NAMED.exec(text.trim()) ?? [];
  return BARE.test(address.trim()) ? { name: name.trim(), address: address.trim() } : null;
}

export const isAddress = (text: string): boolean => readAddress(text) !== null;

export const isBareAddress = (text: string): boolean => BARE.test(text);
