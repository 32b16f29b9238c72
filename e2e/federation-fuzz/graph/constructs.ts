/**
 * What a graph or an operation may hold beyond what works: constructs that Apollo's planner is known to get wrong. Each is off unless it is asked for;
 * README.md says what happens.
 */
export const DEFECTIVE = {
  'requires-arguments': 'a @requires of a field that takes arguments, which clients ask for with others',
  'requires-chains': 'a @requires of a field that has a @requires itself',
  'named-keys': 'a subgraph that can be entered by one key names another one that it cannot be entered by',
  'shared-stand-ins': 'a subgraph with an interface object shares a field of that type with one that has the interface',
  'stricter-members': 'a member of an interface calls a field non-null that the interface calls nullable',
  'abstract-conditions': 'an operation asks an interface for another one or a union, where a subgraph has an interface object for it',
  'mutation-roots': 'a mutation has fragments around its fields, or one field twice under one name',
  'skipped-requires': 'an operation asks for a field with a @requires under a condition: @skip, @include, the type of an object above',
  'empty-conditions': 'an operation has a fragment that nothing fits, within others that fit by themselves',
  'nothing-below': 'an operation skips all that it selects of an object, by literals',
  'key-aliases': 'an operation calls a field by the name of a key that it does not select',
} as const;

export type Construct = keyof typeof DEFECTIVE;

export const isConstruct = (name: string): name is Construct => name in DEFECTIVE;
