import { operationFromDocument, type Schema } from '@apollo/federation-internals';
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { textOf } from './document-text.js';

export type Plan = (document: DocumentNode, operationName?: string) => QueryPlan;

/**
 * Plans each operation of one schema once and keeps the plans used last. The key is the text of the very document that is planned,
 * never of the one that it was made from. Planning is synchronous, so two requests cannot plan the same thing at once.
 */
export function createPlanCache(planner: Pick<QueryPlanner, 'buildQueryPlan'>, api: Schema, entries: number): Plan {
  const plans = new LRUCache<string, QueryPlan>({ max: entries });
  return (document, operationName) => {
    const key = `${operationName ?? ''}\n${textOf(document)}`;
    const known = plans.get(key);
    if (known) return known;
    const plan = planner.buildQueryPlan(operationFromDocument(api, document, { operationName }));
    plans.set(key, plan);
    return plan;
  };
}
