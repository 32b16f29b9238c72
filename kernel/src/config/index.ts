export { describeConfig, type SettingDescription } from './describe-config.js';
export { ConfigError, loadConfig } from './load-config.js';
export { listenConfig, namedUrls, type ProcessConfig, processConfig, type ServiceConfig, secret, serviceConfig } from './service-config.js';
