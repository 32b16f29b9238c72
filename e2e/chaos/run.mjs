// Runs the faults from their sources.
import './rig/typescript.mjs';

await import('./main.ts');
