/** Shapes of the services' HTTP API, as far as the console reads them. */
export interface Table { name: string; items: number; size: string }

export interface Item { key: string; value: unknown; version: number }

export interface Bucket { name: string; public: boolean; objects: number; bytes: number; createdAt: string }

export interface StoredObject { key: string; size: number; lastModified: string; type: string }

export interface Schema { name: string; version: number; description: string; schema?: unknown; createdAt: string; createdBy: string }

export interface Validation { valid: boolean; version: number; errors: { path: string; message: string }[] }
