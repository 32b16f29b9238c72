/**
 * What a graph or an operation may hold beyond what works: constructs that Apollo's planner is known to get wrong. Each is off unless it is asked for;
 * README.md says what happens.
 */
export const DEFECTIVE = {
  'requires-chains': 'a @requires of a field that has a @requires itself',
  'named-keys': 'a subgraph that can be entered by one key names another one that it cannot be entered by',
} as const;

export type Construct = keyof typeof DEFECTIVE;

export const isConstruct = (name: string): name is Construct => name in DEFECTIVE;
