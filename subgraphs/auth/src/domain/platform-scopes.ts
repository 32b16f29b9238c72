/** What platform staff may do; the first super admin holds all of it. */
export const PLATFORM_SCOPES: readonly string[] = [
  'platform:orgs:read',
  'platform:orgs:write',
  'platform:users:read',
  'platform:users:write',
  'platform:modules:read',
  'platform:modules:write',
  'platform:templates:write',
  'platform:monitoring:read',
  'platform:audit:read',
  'platform:billing',
  'platform:impersonate',
  'platform:impersonate:write',
];
