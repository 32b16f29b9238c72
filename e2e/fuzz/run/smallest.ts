import type { GraphQLSchema } from 'graphql';
import type { Checker } from '../check/checker.js';
import type { Finding } from '../check/findings.js';
import { shrink } from '../check/shrink.js';

/** Where a finding was made. */
export interface Scene {
  checker: Checker;
  schema: GraphQLSchema;
}

/** The same finding with the smallest operation that still has it. */
export async function smallest(finding: Finding, { checker, schema }: Scene): Promise<Finding> {
  let best = finding;
  const { door, document } = finding.operation;
  // What has changed B's rows once may not do so twice: such an operation is shown as it was.
  if (finding.oracle === 'state') return finding;
  await shrink(finding.operation, door === 'gateway' ? schema : null, async (smaller) => {
    const { findings } = await checker.check(smaller);
    const same = findings.find(({ oracle }) => oracle === finding.oracle);
    if (same) best = same;
    return same !== undefined;
  });
  return best.operation.document.length <= document.length ? best : finding;
}
