// The data of the graph: as many entries, with values as long and numbers as large, as the public benchmark has
// (github.com/graphql-hive/graphql-gateways-benchmark), in words of our own.

export const users = [
  { id: '1', name: 'Mara Lindqvist', username: 'maral' },
  { id: '2', name: 'Jonas Weber', username: 'jonasweber' },
  { id: '3', name: 'Pavel Svoboda', username: 'pavelsvoboda' },
  { id: '4', name: 'Amina Bakhtiar', username: 'aminaba' },
  { id: '5', name: 'Lea Fischer', username: 'leafischer' },
  { id: '6', name: 'Tomasz Nowak', username: 'tomasz' },
].map((user) => ({ ...user, birthday: 1_234_567_890 }));

export const products = [
  { upc: '1', name: 'Shelf', price: 899, weight: 100, inStock: true },
  { upc: '2', name: 'Bench', price: 1_299, weight: 1_000, inStock: false },
  { upc: '3', name: 'Spoon', price: 15, weight: 20, inStock: false },
  { upc: '4', name: 'Stool', price: 499, weight: 100, inStock: false },
  { upc: '5', name: 'PC', price: 1_299, weight: 1_000, inStock: true },
  { upc: '6', name: 'Rack', price: 6_999, weight: 300, inStock: true },
  { upc: '7', name: 'Stove', price: 3_999, weight: 2_000, inStock: true },
  { upc: '8', name: 'Mirror', price: 100_000, weight: 6_000, inStock: false },
  { upc: '9', name: 'Desk', price: 9_999, weight: 800, inStock: true },
];

const WORDS =
  'the wood is smooth and the drawers run well although one of the four legs was a little shorter than it should have been so that we put a coin below it and nobody has noticed since then '.split(
    ' ',
  );

/** So many letters of a review; each begins at another word. */
function words(length, first) {
  let text = '';
  for (let index = first; text.length < length; index += 1) text += `${WORDS[index % WORDS.length]} `;
  return text.slice(0, length);
}

export const reviews = [
  { upc: '1', length: 445 },
  { upc: '1', length: 289 },
  { upc: '1', length: 275 },
  { upc: '1', length: 143 },
  { upc: '2', length: 445 },
  { upc: '2', length: 289 },
  { upc: '2', length: 275 },
  { upc: '2', length: 143 },
  { upc: '3', length: 143 },
  { upc: '4', length: 143 },
  { upc: '4', length: 844 },
].map(({ upc, length }, index) => ({ id: String(index + 1), body: words(length, index * 3), upc }));
