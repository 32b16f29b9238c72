import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import { GatewayErrors } from '../../gateway.errors.js';
import type { Condition } from '../conditions.js';
import { type Reach, reachOf } from './reach.js';
import { type PathStep, readPath } from './response-path.js';
import type { TypeNames } from './type-names.js';

/** One fetch of a plan, and when it may start. */
export interface Step extends Reach {
  index: number;
  fetch: FetchNode;
  /** Where the objects stand that it fills. */
  path: readonly PathStep[];
  /** It is left out unless each of these holds. */
  conditions: readonly Condition[];
  /** The steps that have to be over before, by their indexes. */
  after: readonly number[];
}

/**
 * The fetches of a plan, each with those that it has to wait for. The planner's Sequence says what comes before what; a fetch only
 * waits for those of them that bring what it reads. What changes something, or begins a subscription, is waited for by all that
 * comes after it, and waits for all that comes before it.
 */
export function stepsOf(plan: QueryPlan, typeNames: TypeNames): Step[] {
  if (!plan.node) return [];
  const reader = new PlanReader(typeNames);
  reader.read(plan.node, { path: [], conditions: [], before: [] });
  return reader.steps;
}

interface Where {
  path: readonly (string | number)[];
  conditions: readonly Condition[];
  before: readonly Step[];
}

class PlanReader {
  readonly steps: Step[] = [];

  constructor(private readonly typeNames: TypeNames) {}

  /** @returns the steps of the node. */
  read(node: PlanNode | SubscriptionNode, where: Where): Step[] {
    switch (node.kind) {
      case 'Fetch':
        return [this.#add(node, where)];
      case 'Flatten':
        return this.read(node.node, { ...where, path: [...where.path, ...node.path] });
      case 'Parallel':
        return node.nodes.flatMap((child) => this.read(child, where));
      case 'Sequence':
        return this.#readSequence(node.nodes, where);
      case 'Subscription':
        return this.#readSequence(node.rest ? [node.primary, node.rest] : [node.primary], where);
      case 'Condition':
        return [
          this.#readBranch(node.ifClause, node.condition, true, where),
          this.#readBranch(node.elseClause, node.condition, false, where),
        ].flat();
      case 'Defer':
        throw GatewayErrors.BAD_REQUEST('@defer is not supported');
    }
  }

  #readSequence(nodes: readonly PlanNode[], where: Where): Step[] {
    const steps: Step[] = [];
    for (const child of nodes) steps.push(...this.read(child, { ...where, before: [...where.before, ...steps] }));
    return steps;
  }

  #readBranch(node: PlanNode | undefined, variable: string, is: boolean, where: Where): Step[] {
    return node ? this.read(node, { ...where, conditions: [...where.conditions, { variable, is }] }) : [];
  }

  #add(fetch: FetchNode, { path: names, conditions, before }: Where): Step {
    const path = readPath(names, this.typeNames);
    const reach = reachOf(fetch, path);
    const reads = [...reach.reads];
    const isNeeded = (step: Step) => isBarrier(step.fetch) || isBarrier(fetch) || reads.some((place) => step.writes.has(place));
    const after = before.filter(isNeeded).map(({ index }) => index);
    const step: Step = { ...reach, index: this.steps.length, fetch, path, conditions, after };
    this.steps.push(step);
    return step;
  }
}

const isBarrier = ({ operationKind }: FetchNode): boolean => operationKind !== OperationTypeNode.QUERY;
