/** The line of the user's code that a refused deploy names, with the words to show there. */
export function loadErrorLine(error: unknown): { line: number; column: number; text: string } | undefined {
  const found = error instanceof Error ? /^The code does not load: (.*?) \(line (\d+)(?:, column (\d+))?\)/s.exec(error.message) : null;
  return found ? { line: Number(found[2]), column: Number(found[3] ?? 1), text: found[1]! } : undefined;
}
