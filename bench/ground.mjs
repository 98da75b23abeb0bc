// @ts-check
import { execFileSync } from 'node:child_process';
import { arch, cpus, release } from 'node:os';

/** On what, and when, something was measured. */
export const ground = () =>
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} processors (${cpus()[0].model.trim()}), Linux ${release()} ${arch()}, Node ${process.versions.node}, .NET ${execFileSync('dotnet', ['--version'], { encoding: 'utf8' }).trim()}.`;
