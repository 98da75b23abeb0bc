// Fetches from the one host that it declared; every other is refused with the code permission_denied.
// Deploy it with the binding {"service": "http", "resource": "example.com", "permissions": ["fetch"]}.
export async function handler() {
  const answer = await fetch('https://example.com/');
  return { statusCode: 200, body: { status: answer.status, type: answer.headers.get('content-type') } };
}
