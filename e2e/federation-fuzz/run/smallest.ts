import { parse, validate } from 'graphql';
import type { DrawnOperation } from '../operations/operation.js';
import { type Finding, judge, type Verdict } from './fuzz.js';
import { shrinkOperation } from './shrink-operation.js';
import { shrinkWorld } from './shrink-world.js';
import type { World } from './world.js';

/** The finding with all that it does not need taken away: of the operation first, which is quick, then of graph and data. */
export async function smallest(finding: Finding): Promise<Finding> {
  const { mutant } = finding;
  const kind = kindOf(finding.verdict);
  const verdictOn = async (world: World, operation: DrawnOperation): Promise<Verdict | undefined> => {
    if (validate(world.schema, parse(operation.text)).length > 0 || world.expected(operation).data === undefined) return undefined;
    const { verdict } = await judge(world, operation, mutant);
    const isSame =
      verdict !== undefined &&
      kindOf(verdict) === kind &&
      (verdict.expected.errors ?? []).every(isPlanted) &&
      !(verdict.actual?.errors ?? []).some(isMade);
    return isSame ? verdict : undefined;
  };
  const shows = async (world: World, operation: DrawnOperation) => (await verdictOn(world, operation)) !== undefined;

  let { world, operation } = finding;
  operation = await shrinkOperation(operation, world.schema, (candidate) => shows(world, candidate));
  world = await shrinkWorld(world, (candidate) => shows(candidate, operation));
  operation = await shrinkOperation(operation, world.schema, (candidate) => shows(world, candidate));
  return { ...finding, world, operation, verdict: (await verdictOn(world, operation)) ?? finding.verdict };
}

/** What must stay the same about a finding for it to be the same one. */
const kindOf = ({ why }: Verdict): string =>
  /^(data|no error|an error|another message|a strange message|the gateway refused it: .{0,40}|it threw: .{0,60})/.exec(why)?.[0] ?? why;

/** An error of another kind would be of the shrinking's own making: a type that a value still has, and the graph has not. */
const isPlanted = ({ message }: { message: string }) => /^(Fault at |Cannot return null for non-nullable field )/.test(message);

const isMade = ({ message }: { message: string }) => message.includes('does not exist inside the schema');
