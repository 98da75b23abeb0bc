/** Shapes of the identity API, as far as the console reads them. */
export interface Account { id: string; name: string; type: 'service-account' | 'function'; description: string; roles: string[]; permissions: string[]; createdAt: string; functionId?: string }

export interface Role { roleId: string; name: string; description: string; permissions: string[]; builtIn: boolean; updatedAt?: string }
