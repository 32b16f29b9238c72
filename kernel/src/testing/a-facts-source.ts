import type { ApiKeyFact, FactChange, FactsAnswer, FactsPart, FactsQuestion, PartialFacts } from '../tenancy/index.js';

/** A source of facts that a test moves: it has a log of changes, and counts what it is asked. */
export function aFactsSource(provides: FactsPart[] = ['organizations', 'places']) {
  const changes: FactChange[][] = [];
  let wake = () => {};
  const source = {
    asked: [] as (readonly string[])[],
    facts: new Map<string, PartialFacts>(),
    ended: [] as string[],
    keys: [] as ApiKeyFact[],
    isDown: false,
    /** Answers what it is asked, and tells of no change. */
    isSilent: false,
    /** Called while an answer is on its way. */
    onAsk: () => {},
    tell(...told: FactChange[]) {
      changes.push(told);
      wake();
    },
    async ask({ organizations = [], slugs = [], apiKeys: ids = [] }: FactsQuestion): Promise<FactsAnswer> {
      if (source.isDown) throw new Error('down');
      if (organizations.length > 0) source.asked.push(organizations);
      const position = String(changes.length);
      const found = organizations.flatMap((id) => source.facts.get(id) ?? []);
      source.onAsk();
      const places = [...source.facts.values()].flatMap(({ id, slug }) =>
        slug && slugs.includes(slug) ? { slug, organizationId: id } : [],
      );
      const apiKeys = source.keys.filter(({ id }) => ids.includes(id));
      return { position, provides, organizations: found, places, endedSessions: source.ended, changedMembers: [], apiKeys };
    },
    async changes({ after, signal }: { after: string | null; signal?: AbortSignal }) {
      if (source.isDown || source.isSilent) throw new Error('down');
      if (after === null) return { position: String(changes.length), changes: [] };
      if (changes.length <= Number(after))
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, 50);
          signal?.addEventListener('abort', () => resolve());
        });
      if (source.isDown) throw new Error('down');
      return { position: String(changes.length), changes: changes.slice(Number(after)).flat() };
    },
  };
  return source;
}
