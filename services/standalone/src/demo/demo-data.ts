/** The demo installation: everything a newcomer needs to see a lead ring a phone. Loopback only, hence known passwords. */
export const DEMO = {
  processId: 'demo',
  processName: 'Demo',
  campaignId: 'demo-solar',
  campaignName: 'Solar roofs',
  openHouseCampaignId: 'demo-open-house-follow-up',
  openHouseListId: 'demo-open-house',
  timeZone: 'America/New_York',
  vendorId: 'acme-leads',
  vendorName: 'Acme Leads',
  /** 24 characters or more; a real link's token is random and shown once. */
  linkToken: 'demo-link-acme-leads-000001',
  trunkId: 'demo-carrier',
  /** North American fictional numbers (555-01xx). */
  callerId: '+12025550100',
  password: 'firstring-demo',
  supervisor: 'sam',
} as const;

const NAMES = ['Ana', 'Ben', 'Cleo'];

export interface DemoAgent {
  readonly agentId: string;
  readonly username: string;
  readonly name: string;
  readonly password: string;
  readonly sipUsername: string;
  readonly sipPassword: string;
}

/** Agents in order; the first two have the built-in test phones, the third is for a softphone of your own. */
export function demoAgents(count: number): DemoAgent[] {
  return Array.from({ length: count }, (_, index) => {
    const name = NAMES[index] ?? `Agent ${index + 1}`;
    const username = name.toLowerCase().replace(' ', '-');
    return {
      agentId: username,
      username,
      name,
      password: DEMO.password,
      sipUsername: username,
      sipPassword: `phone-of-${username}-demo`,
    };
  });
}
