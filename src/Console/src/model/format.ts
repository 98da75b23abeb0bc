const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const steps: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60]];

/** "3 min. ago". */
export function ago(moment: string): string {
  const seconds = (Date.parse(moment) - Date.now()) / 1000;
  for (const [unit, length] of steps) if (Math.abs(seconds) >= length) return relative.format(Math.round(seconds / length), unit);
  return 'just now';
}

export function milliseconds(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms >= 100 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

export function time(moment: string): string {
  return moment.slice(11, 23);
}

export function bytes(count: number): string {
  if (count < 1024) return `${count} bytes`;
  for (const unit of ['KiB', 'MiB', 'GiB']) {
    count /= 1024;
    if (count < 1024) return `${count.toFixed(1)} ${unit}`;
  }
  return `${(count / 1024).toFixed(1)} TiB`;
}

/** For a POSIX shell, as one argument. */
export function shell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
