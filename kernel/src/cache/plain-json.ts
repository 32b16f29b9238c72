/** A value as it is kept, and as everybody reads it. */
export function plainJson(value: unknown): { json: string; value: unknown } {
  const json = JSON.stringify(value);
  return { json, value: frozen(JSON.parse(json)) };
}

/** Freezes a JSON value through and through, so that nobody changes what others read. */
export function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const one of Object.values(value)) frozen(one);
  return Object.freeze(value);
}
