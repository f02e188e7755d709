/** What sip knows of a campaign: who works in it, and behind which wall. */
export interface CampaignStaff {
  readonly campaignId: string;
  readonly processId: string;
  readonly agentIds: readonly string[];
  readonly version: number;
}

/** Who works in which process, as lead-store's campaigns say (I13). */
export class CampaignAgents {
  readonly #campaigns = new Map<string, CampaignStaff>();

  /** An older version than the known one changes nothing. */
  set(campaign: CampaignStaff): void {
    const known = this.#campaigns.get(campaign.campaignId);
    if (known === undefined || known.version < campaign.version) {
      this.#campaigns.set(campaign.campaignId, campaign);
    }
  }

  /** Both work in a campaign of this process, the same one. False as long as no campaign is known. */
  areColleagues(processId: string, agentId: string, colleagueId: string): boolean {
    return [...this.#campaigns.values()].some(
      (campaign) =>
        campaign.processId === processId &&
        campaign.agentIds.includes(agentId) &&
        campaign.agentIds.includes(colleagueId),
    );
  }
}
