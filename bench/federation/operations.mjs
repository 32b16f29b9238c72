// What is asked. `vary` names a variable that gets another value in every request: 9 and more, which is all products there are, so
// that requests differ and answers do not.
import { DASHBOARD } from '../../e2e/dist/documents.js';

const PUBLIC = (top, head) => `
  fragment User on User { id username name }
  fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }
  query TestQuery${head} {
    users {
      ...User
      reviews {
        ...Review
        product {
          ...Product
          reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
        }
      }
    }
    ${top} {
      ...Product
      reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
    }
  }`;
const SMALL = (top, head) => `query Small${head} { ${top} { upc name price weight inStock } }`;

const fixed = (query) => ({ query: query('topProducts', '') });
const differing = (query) => ({ query: query('topProducts(first: $first)', '($first: Int!)'), vary: 'first' });

export const operations = {
  public: fixed(PUBLIC),
  small: fixed(SMALL),
  publicDiffering: differing(PUBLIC),
  smallDiffering: differing(SMALL),
  dashboard: { query: DASHBOARD },
  oneField: { query: '{ organization { name } }' },
};

/** So many requests are different before the first comes again: far more than are under way at a time. */
const DIFFERENT = 1_000;

/** The bodies that clients send by turns. */
export function bodiesOf({ query, variables, vary }) {
  if (!vary) return [JSON.stringify({ query, variables })];
  return Array.from({ length: DIFFERENT }, (_, index) => JSON.stringify({ query, variables: { ...variables, [vary]: 9 + index } }));
}
