import type { Standalone } from '../service.ts';
import { DEMO, type DemoAgent } from './demo-data.ts';

/** What a newcomer reads after the start: what to open, what to send, how to bring a phone of one's own. */
export function welcome(product: Standalone, agents: readonly DemoAgent[]): string {
  const [first] = agents;
  const own = agents[2] ?? first;
  return `
Firstring is up.

  1  Open     ${product.consoleUrl}
     Sign in  ${first?.username} / ${DEMO.password}     (supervisor: ${DEMO.supervisor} / ${DEMO.password})
     and press Ready.

  2  Push a lead:

     curl -s ${product.ingestUrl}/v1/links/${DEMO.linkToken}/leads \\
       -H 'Content-Type: application/json' \\
       -d '{"caller_id": "+1 202 555 0142", "first_name": "Dana", "roof_area": "120"}'

     ${first?.name}'s test phone rings, lifts after a moment, and the test carrier's lead answers.
     Other last digits: 86 busy, 80 rings for ever, 04 unknown number, 83 early media.

  3  Your own softphone (${own?.name} has no test phone; sign in as ${own?.username}):

     registrar ${product.sip.host}:${product.sip.port} (UDP or TCP), user ${own?.sipUsername}, password ${own?.sipPassword}

Ctrl-C stops everything. Data is kept in the folder "data"; delete it for a fresh start.
`;
}
