/** What is wrong with a contract, and what to do about it. */
export interface Problem {
  /** The event type: `tenant.suspended.v1` */
  type: string;
  /** The place in its payload, `milestones[].percentage`; empty: the whole of it. */
  path: string;
  rule: Rule;
  /** What happened, as a sentence. */
  message: string;
  /** What to do, as a sentence. */
  remedy: string;
}

export type Rule =
  /** The payload or its name breaks the rules of payloads. */
  | 'malformed'
  | 'not-expressible'
  | 'not-open'
  /** The payload is not compatible with a released one. */
  | 'property-removed'
  | 'property-required'
  | 'property-optional'
  | 'type-changed'
  | 'values-changed'
  | 'format-changed'
  | 'nullable-changed'
  | 'limit-changed'
  | 'union-changed'
  | 'keyword-changed'
  /** What was released is not what it was. */
  | 'released-changed'
  | 'released-missing'
  | 'event-gone';

/** A difference because of which a reader of one payload cannot read the other. */
export interface Break {
  /** `milestones[].percentage` */
  path: string;
  rule: Rule;
  /** Goes on after the place: it "was", it "is now". */
  message: string;
}

/** For a terminal: the place, what happened, and below it what to do. */
export function describeProblem({ type, path, rule, message, remedy }: Problem): string {
  return `${type}${path && ` at ${path}`} [${rule}]: ${message}\n      ${remedy}`;
}
