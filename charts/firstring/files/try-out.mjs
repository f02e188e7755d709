// `helm test`: every component is ready; with a link and a user, a lead is placed through ingest and read back from the console.
const { READY = '', INGEST = '', CONSOLE = '', ORIGIN = '', LINK = '' } = process.env;
const { NUMBER = '', USERNAME = '', PASSWORD = '' } = process.env;
const DEADLINE_MS = 60_000;
const startMs = performance.now();

for (const url of READY.split(' ')) await until(url, async () => ok(await fetch(url)));
console.log('every component is ready');
if (LINK !== '') await placeLead();

async function placeLead() {
  const { lead_id: id } = await until('the lead is taken', async () => {
    const headers = {
      'Content-Type': 'application/json',
      'Idempotency-Key': `helm-test-${NUMBER}-${process.ppid}`,
    };
    return ok(
      await fetch(`${INGEST}/v1/links/${LINK}/leads`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ caller_id: NUMBER }),
      }),
    );
  });
  console.log(`lead ${id} is taken`);
  const signedIn = await fetch(`${CONSOLE}/api/session`, {
    method: 'POST',
    // A browser leaves out the port that goes without saying.
    headers: { 'Content-Type': 'application/json', Origin: ORIGIN || new URL(CONSOLE).origin },
    body: JSON.stringify({ username: USERNAME, password: PASSWORD }),
  });
  await ok(signedIn);
  const Cookie = signedIn.headers.getSetCookie()[0].split(';')[0];
  const { leadId } = await until('the lead is read back', async () =>
    ok(await fetch(`${CONSOLE}/api/leads/${id}`, { headers: { Cookie } })),
  );
  if (leadId !== id) throw new Error(`asked for lead ${id}, got ${leadId}`);
  console.log(`lead ${id} is read back`);
}

async function ok(response) {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${text}`);
  return JSON.parse(text);
}

async function until(what, attempt) {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() - startMs > DEADLINE_MS)
        throw new Error(`${what}: ${error.cause ?? error.message}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
