const CURRENT = 'application/graphql-response+json';
const OLD = 'application/json';

export type MediaType = typeof CURRENT | typeof OLD;

/**
 * The media type of GraphQL over HTTP that a client likes best: the current one where its Accept header names it and does
 * not prefer the old one, which every other client knows.
 */
export function preferredMediaType(accept = ''): MediaType {
  const wishes = accept.split(',').map(readWish);
  const qualityOf = (type: MediaType) => wishes.find((wish) => wish.type === type)?.quality ?? 0;
  const isFirst = wishes.findIndex(({ type }) => type === CURRENT) < wishes.findIndex(({ type }) => type === OLD);
  if (qualityOf(CURRENT) === 0) return OLD;
  return qualityOf(CURRENT) > qualityOf(OLD) || (qualityOf(CURRENT) === qualityOf(OLD) && isFirst) ? CURRENT : OLD;
}

function readWish(text: string): { type: string; quality: number } {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  return { type, quality: Number.isFinite(quality) ? quality : 0 };
}
