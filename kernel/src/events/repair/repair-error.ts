export type RepairCode =
  | 'CONSUMER_UNKNOWN'
  | 'CONSUMER_HAS_NO_TABLES'
  | 'DEAD_LETTER_UNKNOWN'
  | 'DEAD_LETTER_UNREADABLE'
  | 'DEAD_LETTER_PARKED'
  | 'BUS_MISSING'
  | 'REBUILD_FAILED'
  | 'DATABASE_MISSING';

/** A repair that cannot be done as it was asked for. */
export class RepairError extends Error {
  constructor(
    readonly code: RepairCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'RepairError';
  }
}
