export { checkHealth, type HealthCheck, type HealthProbes, type HealthReport } from './health.js';
export { type Counter, createMeter, type Gauge, type Histogram, type Instrument, type Meter, type Reading } from './meter.js';
export { type MetricsAccess, mayReadMetrics, type Scraper } from './metrics-access.js';
