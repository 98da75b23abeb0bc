/** Shapes of the HTTP API, as far as the console reads them. */
export interface Identity { id: string; name: string; type: string; roles: string[]; permissions: string[] }

export interface Trigger { type: 'http' | 'event' | 'schedule'; eventName?: string; cron?: string; timeZone?: string; missed?: string }

export interface Permission { resource?: string; actions?: string[]; targets?: string[] }

export interface Binding { service: string; permissions: Permission[] }

export interface Rate { requests: number; perSeconds: number; per?: 'function' | 'caller' }

export interface Limits { timeoutMs: number; memoryMb: number; cpu?: number; concurrency: number; maxWorkers: number; minWorkers: number; rate?: Rate }

export interface FunctionInfo {
  id: string;
  name: string;
  endpoint: string;
  methods?: string[];
  triggers: Trigger[];
  allowUnauthenticated: boolean;
  passAllHeaders: boolean;
  bindings?: Binding[];
  context?: string;
  serviceAccountId?: string;
  version: number;
  limits: Limits;
  nextRuns?: string[];
  createdAt: string;
  updatedAt: string;
}

export interface FunctionConfig extends FunctionInfo { code: string; env: Record<string, string | { secret: true }> }

export interface FunctionStats {
  id: string; name: string; invocations: number; errors: number; timeouts: number; refused: number; coldStarts: number;
  averageMs?: number; p50Ms?: number; p95Ms?: number; p99Ms?: number; workers: number; lastInvokedAt?: string;
}

export interface Version { version: number; createdAt: string; createdBy?: string; current: boolean }

export interface LogLine { timestamp: string; level: string; message: string; invocationId?: string; fields?: Record<string, unknown>; late?: boolean }

/** One minute of a function's last hour. */
export interface Minute {
  at: string; invocations: number; timeouts: number; refused: number; abandoned: number;
  errors: { threw: number; unusable: number; outOfMemory: number; workerDied: number; loadFailed: number };
  p50Ms?: number; p95Ms?: number; p99Ms?: number; workers?: number; memoryBytes?: number;
}

/** The last hour of a function in equal steps, oldest first. */
export interface Points { id: string; invocations: number[]; failures: number[] }
