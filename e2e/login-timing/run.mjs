// Measures whether the time of a refused login tells who has an account. Build first. Attempts of each kind, then `email` or `username`.
import '../testkit/typescript.mjs';

await import('./main.ts');
