/** Values by key with a time to live. Loses nothing but time when it is emptied. */
export interface CacheStore {
  get<Value>(key: string): Promise<Value | undefined>;
  /** @param ttl milliseconds */
  set(key: string, value: unknown, ttl: number): Promise<void>;
  delete(...keys: string[]): Promise<void>;
}
