// Measures whether the time of a refused login tells who has an account. Build first; one number: attempts of each kind.
import '../testkit/typescript.mjs';

await import('./main.ts');
