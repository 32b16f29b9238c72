/** `noun:verb` and nothing else: no role of a tenant's own reaches for the platform, for siblings' doors, or for two scopes in one. */
export const isOrganizationPermission = (permission: string): boolean => /^(?!platform:)[\w-]+(:[\w-]+)+$/.test(permission);
