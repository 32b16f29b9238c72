import { SWC_OPTIONS } from './scripts/swc-options.mjs';

/** One run over every package: unit tests beside the code, stories in e2e. */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/jest.global-setup.mjs',
  globalTeardown: '<rootDir>/jest.global-teardown.mjs',
  reporters: ['default', '<rootDir>/jest.global-skip-report.mjs'],
  testMatch: [
    '<rootDir>/{kernel,schema,infra,gateway,standalone}/**/*.test.ts',
    '<rootDir>/subgraphs/*/src/**/*.test.ts',
    '<rootDir>/e2e/**/*.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@supergraph/kernel/(.*)$': '<rootDir>/kernel/src/$1/index.ts',
    '^@supergraph/schema/(events|contracts)$': '<rootDir>/schema/$1/index.ts',
    '^@supergraph/(gateway|infra|standalone)$': '<rootDir>/$1/src/index.ts',
    '^@supergraph/(tenant|auth|user|module-registry|monitoring)$': '<rootDir>/subgraphs/$1/src/index.ts',
  },
  transform: {
    '^.+\\.ts$': ['@swc/jest', SWC_OPTIONS],
  },
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  testTimeout: 30_000,
};
