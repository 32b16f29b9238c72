import { CommonErrors } from '../errors/index.js';

/**
 * Refuses to change a row that moved on since the client read it. Without an expectation the last writer wins.
 *
 * @throws CommonErrors.REVISION_CONFLICT with `currentRevision`.
 */
export function checkRevision(row: { revision: number }, expected: number | null | undefined): void {
  if (expected != null && expected !== row.revision)
    throw CommonErrors.REVISION_CONFLICT().at('input', 'expectedRevision').with({ currentRevision: row.revision });
}
