import { z } from 'zod';

/** A number for each subgraph. */
export type PerSubgraph = (subgraph: string) => number;

/** A setting like `2` for all, or `*=2, tenant=0`: a number for each subgraph that is named, and one for the others. */
export const perSubgraph = (fallback: number, description: string) =>
  z
    .string()
    .default(String(fallback))
    .transform((text, issue): PerSubgraph => {
      const numbers = new Map<string, number>();
      for (const part of text.split(',').flatMap((one) => one.trim() || [])) {
        const [, name = '*', number] = /^(?:([\w*-]+)=)?(\d+)$/.exec(part) ?? [];
        if (number === undefined) issue.addIssue({ code: 'custom', message: `"${part}" needs the form number or name=number` });
        else numbers.set(name, Number(number));
      }
      const others = numbers.get('*') ?? fallback;
      return (subgraph) => numbers.get(subgraph) ?? others;
    })
    .describe(`${description}; name=number for one subgraph, separated by commas`);
