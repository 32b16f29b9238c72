import type { SubgraphCall } from '../../operation.js';

/** Whether a call changes nothing, so that it may be made again, or once for several. The planner writes the word first. */
export const isQuery = ({ query }: Pick<SubgraphCall, 'query'>): boolean => /^\s*(query\b|\{)/.test(query);
