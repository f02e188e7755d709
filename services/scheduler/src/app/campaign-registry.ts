import type { CampaignSettings } from './ports.ts';

/** An agent's campaigns in one process. */
export interface ProcessScope {
  readonly processId: string;
  readonly campaignIds: readonly string[];
}

/** Campaigns as lead-store configures them, and who may work them. */
export class CampaignRegistry {
  readonly #campaigns = new Map<string, CampaignSettings>();
  readonly #scopes = new Map<string, readonly ProcessScope[]>();

  /** The agents it concerned or concerns now; undefined when this or a newer version is known. */
  set(campaign: CampaignSettings): ReadonlySet<string> | undefined {
    const known = this.#campaigns.get(campaign.campaignId);
    if (known !== undefined && known.version >= campaign.version) return undefined;
    this.#campaigns.set(campaign.campaignId, campaign);
    const concerned = new Set([...(known?.agentIds ?? []), ...campaign.agentIds]);
    for (const agentId of concerned) this.#scopes.delete(agentId);
    return concerned;
  }

  get(campaignId: string): CampaignSettings | undefined {
    return this.#campaigns.get(campaignId);
  }

  /** The campaigns of a process that are not closed. */
  idsOf(processId: string): readonly string[] {
    return [...this.#campaigns.values()]
      .filter((campaign) => campaign.processId === processId && !campaign.isClosed)
      .map(({ campaignId }) => campaignId);
  }

  /** Those that dial by themselves. */
  automatic(): readonly CampaignSettings[] {
    return [...this.#campaigns.values()].filter(
      ({ automatic, isClosed }) => automatic !== undefined && !isClosed,
    );
  }

  /** where an agent may work; empty for somebody who works in no campaign. */
  scopesOf(agentId: string): readonly ProcessScope[] {
    let scopes = this.#scopes.get(agentId);
    if (scopes === undefined) {
      scopes = this.#findScopes(agentId);
      // Nobody is remembered for nothing: strangers' names must not fill the memory.
      if (scopes.length > 0) this.#scopes.set(agentId, scopes);
    }
    return scopes;
  }

  #findScopes(agentId: string): readonly ProcessScope[] {
    const byProcess = new Map<string, string[]>();
    for (const { campaignId, processId, agentIds, isClosed } of this.#campaigns.values()) {
      if (isClosed || !agentIds.includes(agentId)) continue;
      byProcess.set(processId, [...(byProcess.get(processId) ?? []), campaignId]);
    }
    return [...byProcess].map(([processId, campaignIds]) => ({ processId, campaignIds }));
  }
}
