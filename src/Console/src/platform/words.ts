/** What the labels of the metrics mean, for people. */
export const deathWords: Record<string, string> = {
  retired: 'Not needed any more', stopping: 'The server stopped', deadline: 'A call was over its time', memory: 'Out of memory', violation: 'Broke the protocol', exited: 'Ended by itself', signaled: 'Killed by a signal',
};

export const outcomeWords: Record<string, string> = {
  answered: 'Answered', threw: 'The function threw', unusable: 'No usable answer', timed_out: 'Over the time limit', out_of_memory: 'Out of memory', worker_died: 'The worker ended', load_failed: 'The code did not load',
  overloaded: 'No room to wait', backing_off: 'Held back after crashes', too_large: 'Too large', gone: 'The function was gone', stopping: 'The server stopped', caller_left: 'The caller left',
};

export const storeWords: Record<string, string> = {
  molnos: 'Definitions and accounts', tables: 'Tables', events: 'Events', storage: 'Index of objects', logs: 'Logs', audit: 'Audit log',
};

export const checkWords: Record<string, string> = { store: 'Stores', workers: 'Workers', stopping: 'Not stopping' };

export const levelWords: Record<string, string> = {
  full: 'Every wall stands: each worker has its own namespaces, no network, no files, a filter of system calls, and limits of memory and processes.',
  degraded: 'Some walls are missing on this machine. Run only code that you trust with the rest:',
  none: 'Workers are not walled off. For development alone:',
};
