interface Answer {
  statusCode: number;
  body: { shape: string; sum: number };
}

type Pair<T> = readonly [T, T];

async function handler(request: { query: Record<string, string> }): Promise<Answer> {
  const pair: Pair<number> = [1, 2] as const;
  return { statusCode: 200, body: { shape: 'typescript-script', sum: pair[0]! + pair[1]! } };
}
