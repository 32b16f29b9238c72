// Hive Gateway's own settings: whether it sends requests that are the same at the same time once. What is undefined stays as it comes.
const share = { on: true, off: false }[process.env.BENCH_SHARE];

export const gatewayConfig = {
  logging: 'error',
  inboundInflightRequestDeduplication: share,
  ...(share === undefined ? {} : { transportEntries: { '*': { options: { deduplicateInflightRequests: share } } } }),
};
