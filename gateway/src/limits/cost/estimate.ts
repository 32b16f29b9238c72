export type Variables = Readonly<Record<string, unknown>>;

/** A number that is known, or that a request's variables decide. */
export type Amount = number | ((variables: Variables) => number);

/** A part of an operation: what it costs by itself, and what its parts cost, each so many times. Parts may be shared. */
export interface CostNode {
  own: number;
  parts: readonly CostPart[];
}

export interface CostPart {
  times: Amount;
  node: CostNode;
}

/** Beyond this, costs are all the same; it keeps sums of products whole numbers. */
const MOST = 1_000_000_000_000;

export const isKnown = (amount: Amount): amount is number => typeof amount === 'number';

export const amountOf = (amount: Amount, variables: Variables): number => (isKnown(amount) ? amount : amount(variables));

export const multiply = (one: Amount, other: Amount): Amount => {
  if (isKnown(one) && isKnown(other)) return Math.min(one * other, MOST);
  return (variables) => Math.min(amountOf(one, variables) * amountOf(other, variables), MOST);
};

/** A node with everything that is known already added up, so that a request without variables has nothing left to do. */
export function costNode(own: number, parts: readonly CostPart[]): CostNode {
  let sum = own;
  const open: CostPart[] = [];
  for (const part of parts) {
    if (isKnown(part.times)) {
      sum = Math.min(sum + part.times * part.node.own, MOST);
      if (part.node.parts.length > 0) open.push({ times: part.times, node: { own: 0, parts: part.node.parts } });
    } else open.push(part);
  }
  return { own: sum, parts: open };
}

/** The cost with a request's variables. Each shared part is added up once. */
export function estimate(node: CostNode, variables: Variables): number {
  const known = new Map<readonly CostPart[], number>();

  const sumOf = (parts: readonly CostPart[]): number => {
    if (parts.length === 0) return 0;
    const before = known.get(parts);
    if (before !== undefined) return before;
    let sum = 0;
    for (const part of parts) {
      const times = amountOf(part.times, variables);
      sum = Math.min(sum + times * Math.min(part.node.own + sumOf(part.node.parts), MOST), MOST);
    }
    known.set(parts, sum);
    return sum;
  };
  return Math.ceil(Math.min(node.own + sumOf(node.parts), MOST));
}
