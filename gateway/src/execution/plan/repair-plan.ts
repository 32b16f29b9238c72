import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { parse, print } from 'graphql';
import { repairFetch } from './repair-fetch.js';
import { withoutClosedKeys } from './repair-keys.js';
import { type Bindings, bindRequiredArguments } from './repair-requires.js';

/** A supergraph as it is planned, and what makes plans of it plans of the one that it was made from. */
export interface Plannable {
  sdl: string;
  repair(plan: QueryPlan): QueryPlan;
}

/** Words around what the planner gets wrong. Most supergraphs have nothing of the kind, and are planned as they are. */
export function plannable(sdl: string, supergraph = parse(sdl, { noLocation: true })): Plannable {
  const { document, bindings } = bindRequiredArguments(supergraph);
  const planned = withoutClosedKeys(document);
  return {
    sdl: planned === supergraph ? sdl : print(planned),
    repair: bindings.fields.size === 0 ? (plan) => plan : (plan) => repairPlan(plan, bindings),
  };
}

function repairPlan(plan: QueryPlan, bindings: Bindings): QueryPlan {
  const { node } = plan;
  if (!node) return plan;
  return { ...plan, node: node.kind === 'Subscription' ? repairSubscription(node, bindings) : repairNode(node, bindings) };
}

/** What begins a subscription is handed nothing, so it stays one fetch. */
const repairSubscription = (node: SubscriptionNode, bindings: Bindings): SubscriptionNode => ({
  ...node,
  primary: repairFetch(node.primary, bindings) as FetchNode,
  ...(node.rest ? { rest: repairNode(node.rest, bindings) } : {}),
});

function repairNode(node: PlanNode, bindings: Bindings): PlanNode {
  const repair = (child: PlanNode) => repairNode(child, bindings);
  switch (node.kind) {
    case 'Fetch':
      return repairFetch(node, bindings);
    case 'Flatten':
      return { ...node, node: repair(node.node) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(repair) };
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause ? { ifClause: repair(node.ifClause) } : {}),
        ...(node.elseClause ? { elseClause: repair(node.elseClause) } : {}),
      };
    case 'Defer':
      return node;
  }
}
