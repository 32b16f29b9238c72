/** A subgraph's schema cannot be served as it is; the message says what is wrong with it. */
export class InvalidSchemaError extends Error {
  readonly code = 'SCHEMA_INVALID';

  constructor(problem: string) {
    super(`The schema is not valid: ${problem}`);
    this.name = 'InvalidSchemaError';
  }
}
