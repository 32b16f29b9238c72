/** What went wrong, in the six ways a caller can act on. */
export type ErrorKind = 'invalid' | 'unauthenticated' | 'forbidden' | 'not-found' | 'conflict' | 'unavailable';

/** HTTP status, log level, and whether a mutation shows the error in `userErrors` (a business answer) or at the top. */
export const errorKinds: Readonly<Record<ErrorKind, { http: number; level: 'debug' | 'info' | 'warn'; userError: boolean }>> = {
  invalid: { http: 400, level: 'debug', userError: true },
  unauthenticated: { http: 401, level: 'info', userError: false },
  forbidden: { http: 403, level: 'info', userError: true },
  'not-found': { http: 404, level: 'debug', userError: true },
  conflict: { http: 409, level: 'debug', userError: true },
  unavailable: { http: 503, level: 'warn', userError: false },
};

/** What clients see of an error beside its message: `extensions` of a GraphQL error. */
export const publicFacts = ({ code, kind, field, details }: DomainError): Record<string, unknown> => ({
  ...details,
  code,
  kind,
  ...(field ? { field } : {}),
});

export interface DomainErrorInit {
  code: string;
  kind: ErrorKind;
  message: string;
  /** Path of the input field at fault, from the mutation's argument: `['input', 'subdomain']`. */
  field?: readonly string[];
  /** Public data that belongs to the error, e.g. `{ currentRevision: 4 }`. */
  details?: Readonly<Record<string, unknown>>;
}

/** An expected failure with a stable public code. Anything else that is thrown is a fault and is masked. */
export class DomainError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly field: readonly string[] | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(init: DomainErrorInit) {
    super(init.message);
    this.name = 'DomainError';
    this.code = init.code;
    this.kind = init.kind;
    this.field = init.field;
    this.details = init.details ?? {};
  }

  /** The same error, pointing at the field of the input that caused it. */
  at(...field: string[]): DomainError {
    return Object.assign(new DomainError({ ...this.#init(), field }), { cause: this.cause });
  }

  /** The same error with public data beside its code. */
  with(details: Readonly<Record<string, unknown>>): DomainError {
    return Object.assign(new DomainError({ ...this.#init(), details: { ...this.details, ...details } }), { cause: this.cause });
  }

  /** Keeps the cause for the log; it is never shown to a client. */
  causedBy(cause: unknown): this {
    this.cause = cause;
    return this;
  }

  #init(): DomainErrorInit {
    return { code: this.code, kind: this.kind, message: this.message, field: this.field, details: this.details };
  }
}
