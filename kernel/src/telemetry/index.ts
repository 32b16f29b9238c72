export { checkHealth, type HealthCheck, type HealthProbes, type HealthReport } from './health.js';
